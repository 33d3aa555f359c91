package org.backplane.api.http;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A page to be read over HTTP. Register it as an OSGi service, and it is shown wherever the host
 * shows pages; take it away, and it is not found any more.
 */
@ConsumerType
public interface Page {

  /** Where it is, such as {@code /metrics}; exactly these paths are asked for. */
  List<String> paths();

  /**
   * What the page says now. Runs on a virtual thread; several may ask at a time.
   *
   * @param path which of the paths was asked for
   * @param accept the value of the request's {@code Accept}; empty when there is none
   */
  Answer answer(String path, String accept);

  /**
   * What a page says.
   *
   * @param status of HTTP: 200, or 503 for what a probe shall take as a failure
   * @param contentType with its character set, which is UTF-8
   * @param text the content
   */
  record Answer(int status, String contentType, String text) {}
}
