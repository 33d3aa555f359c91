package org.backplane.api.chardev;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Open files that travel along with a connection's bytes, as UNIX sockets let them: descriptor
 * numbers of this process at this end, of the peer's at the other. Any thread may call any method;
 * none waits. What is staged or not yet taken stays through an exchange of the device's code.
 */
@ConsumerType
public interface DescriptorPassing {

  /** Most descriptors that go together. A peer that sends more at once loses its connection. */
  int MOST_DESCRIPTORS = 16;

  /**
   * Lets descriptors go with the first byte of the next {@link Connection#write}, whoever calls it.
   * They are copied before this returns: the caller's own stay the caller's, to close when it
   * likes. Staging again replaces those that have not gone yet; an empty list takes them back.
   *
   * @param descriptors at most {@link #MOST_DESCRIPTORS}
   * @throws IOException one of them is not open, and what was staged before stays; or the
   *     connection has ended
   * @throws IllegalArgumentException there are too many
   */
  void stage(List<Integer> descriptors) throws IOException;

  /**
   * Hands over the descriptors that came with the bytes delivered last, in the peer's order. To be
   * called within {@link FrontEnd#received}, or else those of a later message may have replaced
   * them. They are close-on-exec; all else about them is as the peer left it, who may be hostile:
   * check what they are.
   *
   * <p>The caller owns what it gets and closes each exactly once ({@code
   * org.backplane.linux.FileDescriptor#adopt} sees to that). Those beyond {@code most} are closed
   * at once; those that nobody takes, when the next ones come or the connection ends.
   *
   * @param most how many the caller wants; 0 to have all closed
   * @return empty when none came
   */
  List<Integer> take(int most);
}
