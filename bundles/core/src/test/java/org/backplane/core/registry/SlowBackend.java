package org.backplane.core.registry;

import java.util.concurrent.Semaphore;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.Creation;
import org.backplane.api.object.ObjectContext;
import org.backplane.api.object.Progress;
import org.backplane.api.type.PropertyValue;

/** Works until it is let go or interrupted: at creations when told so, and at one change. */
final class SlowBackend extends TestBackend {

  /** The change that takes long. */
  static final int SLOW_LEVEL = 50;

  final Semaphore working = new Semaphore(0);
  final Semaphore letGo = new Semaphore(0);
  volatile boolean createsSlowly;
  volatile boolean forgetsToClose;

  /** As if every interrupt came when the work had just been done. */
  volatile boolean deaf;

  SlowBackend() {
    super("slow");
  }

  @Override
  void beforeReturn(Creation creation) throws BackplaneException {
    if (createsSlowly) {
      work(creation);
    }
  }

  @Override
  void beforeChange(Code code, String property, PropertyValue value) throws BackplaneException {
    if (value.equals(new PropertyValue.Unsigned(SLOW_LEVEL))) {
      work(code.context);
    }
  }

  private void work(ObjectContext context) throws BackplaneException {
    Progress progress = context.begin("copy", 100);
    try {
      progress.advance(30);
      working.release();
      if (deaf) {
        letGo.acquireUninterruptibly();
      } else {
        letGo.acquire();
      }
    } catch (InterruptedException e) {
      throw new InvalidRequestException(context.subject(), "called off", "");
    } finally {
      if (!forgetsToClose) {
        progress.close();
      }
    }
  }
}
