package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.backplane.linux.Mapping.Loss;
import org.junit.jupiter.api.Test;

class LossesTest {
  private final Losses losses = new Losses();
  private final BlockingQueue<Loss> heard = new LinkedBlockingQueue<>();

  private Loss next() throws InterruptedException {
    return heard.poll(10, TimeUnit.SECONDS);
  }

  @Test
  void firstLossIsToldOnceToThoseWhoCameBeforeAndAfter() throws InterruptedException {
    losses.listen(heard::add);
    losses.report(new Loss(4096));
    losses.report(new Loss(8192));
    assertThat(next()).isEqualTo(new Loss(4096));
    losses.listen(heard::add);
    assertThat(next()).isEqualTo(new Loss(4096));
    assertThat(heard).isEmpty();
  }

  @Test
  void closedHoldHearsNothing() throws InterruptedException {
    Hold one = losses.listen(_ -> heard.add(new Loss(1)));
    losses.listen(_ -> heard.add(new Loss(2)));
    one.close();
    losses.report(new Loss(0));
    assertThat(next()).isEqualTo(new Loss(2));
    assertThat(heard).isEmpty();
  }

  @Test
  void listenerRunsOnAnotherThread() throws InterruptedException {
    BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    losses.listen(_ -> threads.add(Thread.currentThread()));
    losses.report(new Loss(3));
    assertThat(threads.poll(10, TimeUnit.SECONDS)).isNotNull().isNotSameAs(Thread.currentThread());
  }
}
