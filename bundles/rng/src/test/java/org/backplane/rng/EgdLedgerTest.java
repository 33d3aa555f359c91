package org.backplane.rng;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.backplane.api.BackplaneException;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.tck.EntropyProbe;
import org.junit.jupiter.api.Test;

/** The EGD protocol's bookkeeping, without a connection. */
final class EgdLedgerTest {

  private final EgdLedger ledger = new EgdLedger();

  @Test
  void asksInCommandsOfAtMost255Bytes() {
    ledger.add(new EntropyProbe(600).request());
    assertThat(sent()).isEqualTo("02ff02ff025a");
    assertThat(ledger.hasCommands()).isFalse();
  }

  @Test
  void aGuestsUsualRequestIsOneCommand() {
    ledger.add(new EntropyProbe(64).request());
    assertThat(sent()).isEqualTo("0240");
  }

  @Test
  void anAnswerInThreePiecesCompletesOneRequest() {
    var probe = new EntropyProbe(64);
    ledger.add(probe.request());
    sent();
    assertThat(take(10, (byte) 1)).isZero();
    assertThat(take(20, (byte) 2)).isZero();
    assertThat(probe.hasEnded()).isFalse();
    assertThat(take(34, (byte) 3)).isZero();
    assertThat(probe.bytes()).hasSize(64).startsWith(1).endsWith(3);
    assertThat(ledger.isOwed()).isFalse();
  }

  @Test
  void onePieceMayCompleteSeveral() {
    var first = new EntropyProbe(10);
    var second = new EntropyProbe(20);
    var third = new EntropyProbe(30);
    List.of(first, second, third).forEach(probe -> ledger.add(probe.request()));
    assertThat(sent()).isEqualTo("020a0214021e");
    take(35, (byte) 7);
    assertThat(first.hasEnded()).isTrue();
    assertThat(second.hasEnded()).isTrue();
    assertThat(third.hasEnded()).isFalse();
  }

  @Test
  void whatNobodyAskedForStays() {
    ledger.add(new EntropyProbe(4).request());
    sent();
    assertThat(take(6, (byte) 1)).isEqualTo(2);
    assertThat(take(6, (byte) 1)).isEqualTo(6);
  }

  @Test
  void aSmallRequestWaitsForOneCommandOfAGreedyOwnerOnly() {
    ledger.add(request(65536, "greedy"));
    ledger.add(request(16, "small"));
    assertThat(sent()).startsWith("02ff0210");
  }

  @Test
  void aSmallRequestDoesNotWaitForManyOfAGreedyOwner() {
    for (int i = 0; i < 5; i++) {
      ledger.add(request(100, "greedy"));
    }
    ledger.add(request(16, "small"));
    assertThat(sent()).startsWith("02640210");
  }

  @Test
  void noMoreIsOwedAtATimeThanTheWindow() {
    ledger.add(new EntropyProbe(65536).request());
    assertThat(sent()).isEqualTo("02ff".repeat(8));
    assertThat(sent()).isEmpty();
    take(255, (byte) 0);
    assertThat(sent()).isEqualTo("02ff");
  }

  @Test
  void whatALostConnectionOwedIsAskedForAgainInOrder() {
    var first = new EntropyProbe(300);
    var second = new EntropyProbe(20);
    ledger.add(first.request());
    ledger.add(second.request());
    assertThat(sent()).isEqualTo("02ff022d0214");
    take(260, (byte) 1);
    ledger.forgetOwed();
    assertThat(ledger.isOwed()).isFalse();
    assertThat(sent()).isEqualTo("02280214"); // 40 of 300 are missing
    take(60, (byte) 2);
    assertThat(first.bytes()).hasSize(300).startsWith(1).endsWith(2);
    assertThat(second.hasEnded()).isTrue();
  }

  @Test
  void aCancelledRequestIsNotAskedForAndItsAnswerIsDropped() {
    var cancelled = new EntropyProbe(8);
    var next = new EntropyProbe(8);
    ledger.add(cancelled.request());
    sent();
    cancelled.request().cancel();
    ledger.add(next.request());
    sent();
    take(16, (byte) 9);
    assertThat(cancelled.completions()).isZero();
    assertThat(next.hasEnded()).isTrue();
    var late = new EntropyProbe(8);
    ledger.add(late.request());
    late.request().cancel();
    assertThat(sent()).isEmpty();
  }

  @Test
  void whatWasDeliveredIsWiped() {
    var kept = new ArrayList<ByteBuffer>();
    ledger.add(new EntropyRequest(8, new Keeping(kept)));
    sent();
    take(8, (byte) 5);
    byte[] now = new byte[8];
    kept.getFirst().get(0, now);
    assertThat(now).isEqualTo(new byte[8]);
  }

  @Test
  void bytesForACancelledRequestAreCountedAndNotKept() {
    var cancelled = new EntropyProbe(300);
    var next = new EntropyProbe(4);
    ledger.add(cancelled.request());
    ledger.add(next.request());
    assertThat(sent()).isEqualTo("02ff022d0204");
    take(100, (byte) 1);
    cancelled.request().cancel();
    take(200, (byte) 1);
    take(4, (byte) 2);
    assertThat(next.bytes()).containsOnly(2);
    assertThat(ledger.isOwed()).isFalse();
  }

  @Test
  void drainGivesEveryUnfinishedRequestOnce() {
    var half = new EntropyProbe(700);
    var waiting = new EntropyProbe(5);
    ledger.add(half.request());
    ledger.add(waiting.request());
    sent();
    take(300, (byte) 1);
    assertThat(ledger.drain()).containsExactlyInAnyOrder(half.request(), waiting.request());
    assertThat(ledger.drain()).isEmpty();
  }

  /** As from a device whose driver asks and resets it, again and again, before a server comes. */
  @Test
  void cancelledRequestsDoNotPileUp() {
    for (int i = 0; i < 100_000; i++) {
      EntropyRequest request = request(EntropyRequest.MAX_BYTES, "guest");
      ledger.add(request);
      request.cancel();
    }
    assertThat(ledger.waiting()).isLessThan(200);
    ledger.add(new EntropyProbe(7).request());
    assertThat(sent()).isEqualTo("0207");
  }

  /** The same at a server that comes and goes, and never answers. */
  @Test
  void whatALostConnectionOwedToNobodyDoesNotPileUp() {
    for (int i = 0; i < 10_000; i++) {
      EntropyRequest request = request(EntropyRequest.MAX_BYTES, "guest");
      ledger.add(request);
      sent();
      request.cancel();
      ledger.forgetOwed();
    }
    assertThat(ledger.waiting()).isLessThan(200);
    assertThat(sent()).isEmpty();
  }

  @Test
  void aRequestThatIsCancelledWithTheLastByteEndsQuietly() {
    var cancelled = new EntropyProbe(8);
    ledger.add(cancelled.request());
    sent();
    take(4, (byte) 1);
    cancelled.request().cancel();
    take(4, (byte) 1);
    assertThat(cancelled.completions()).isZero();
  }

  /** However the answers are cut and the connection fails, every request ends full and once. */
  @Property
  void everyRequestEndsOnce(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 3000) Integer> sizes,
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 1, max = 700) Integer> pieces,
      @ForAll @IntRange(min = 2, max = 9) int losses) {
    var book = new EgdLedger();
    var probes = new ArrayList<EntropyProbe>();
    for (int size : sizes) {
      var probe = new EntropyProbe(size);
      probes.add(probe);
      book.add(new EntropyRequest(size, "owner " + size % 3, probe));
    }
    long owed = 0;
    int turn = 0;
    while (book.hasCommands() || book.isOwed()) {
      for (var commands = book.commands(); commands.remaining() >= 2; ) {
        assertThat(commands.get()).isEqualTo(EgdLedger.READ_BLOCKING);
        owed += Byte.toUnsignedInt(commands.get());
      }
      assertThat(owed).isEqualTo(book.owedBytes()).isLessThanOrEqualTo(EgdLedger.WINDOW);
      int piece = (int) Math.min(owed, pieces.get(turn % pieces.size()));
      var data = ByteBuffer.allocate(piece);
      book.take(data).forEach(wanted -> wanted.deliver(TestMeter.requests()));
      assertThat(data.hasRemaining()).as("the server sent what was owed").isFalse();
      owed -= piece;
      if (++turn % losses == 0) {
        book.forgetOwed();
        owed = 0;
      }
    }
    for (int i = 0; i < probes.size(); i++) {
      assertThat(probes.get(i).completions()).isOne();
      assertThat(probes.get(i).bytes()).hasSize(sizes.get(i));
    }
  }

  private static EntropyRequest request(int size, String owner) {
    return new EntropyRequest(size, owner, new Indifferent());
  }

  private String sent() {
    ByteBuffer commands = ledger.commands();
    byte[] bytes = new byte[commands.remaining()];
    commands.get(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Takes so many bytes of one value; answers how many nobody asked for. */
  private int take(int count, byte value) {
    byte[] bytes = new byte[count];
    java.util.Arrays.fill(bytes, value);
    var data = ByteBuffer.wrap(bytes);
    ledger.take(data).forEach(wanted -> wanted.deliver(TestMeter.requests()));
    return data.remaining();
  }

  private record Keeping(List<ByteBuffer> kept) implements EntropyRequest.Receiver {
    @Override
    public void filled(ByteBuffer entropy) {
      assertThat(entropy.get(0)).isNotZero();
      kept.add(entropy);
    }

    @Override
    public void handedBack() {}

    @Override
    public void failed(BackplaneException reason) {}
  }

  private static final class Indifferent implements EntropyRequest.Receiver {
    @Override
    public void filled(ByteBuffer entropy) {}

    @Override
    public void handedBack() {}

    @Override
    public void failed(BackplaneException reason) {}
  }
}
