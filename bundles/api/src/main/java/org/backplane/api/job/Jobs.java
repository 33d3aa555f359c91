package org.backplane.api.job;

import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.osgi.annotation.versioning.ProviderType;

/** The long work under way. Every method answers at once; any thread. */
@ProviderType
public interface Jobs {

  /** The jobs under way, the oldest first. */
  List<Job> list();

  /**
   * Calls a job off. It ends within a tenth of a second, and the request that began it ends with an
   * error, even if all its work was done just then: once this returns, that is settled.
   *
   * @throws org.backplane.api.InvalidRequestException there is no such job under way: the id is
   *     unknown, or the job has ended
   */
  void cancel(String id) throws BackplaneException;

  /** Starts listening; close the answer to stop. */
  Registration listen(JobListener listener);
}
