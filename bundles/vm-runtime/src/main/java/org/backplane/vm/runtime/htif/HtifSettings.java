package org.backplane.vm.runtime.htif;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.vm.runtime.board.Console;
import org.backplane.vm.runtime.board.MemoryMap.Range;
import org.backplane.vm.runtime.board.PowerDevice;
import org.backplane.vm.runtime.boot.HostSymbols;
import org.backplane.vm.runtime.boot.OutputFile;
import org.backplane.vm.runtime.memory.GuestMemory;

/**
 * What the operator wants of the interface.
 *
 * @param mode {@code auto}, {@code on} or {@code off}
 * @param signature the name of the file for the signature
 * @param granularity bytes in a line of it
 */
public record HtifSettings(String mode, Optional<String> signature, int granularity) {

  private static final String HTIF = "htif";
  private static final String SIGNATURE = "x-signature";
  private static final String GRANULARITY = "x-signature-granularity";
  private static final String AUTO = "auto";
  private static final String ON = "on";
  private static final String OFF = "off";

  /** The machine properties that it reads. */
  public static final List<Property> PROPERTIES =
      List.of(
          Property.fixed(
              HTIF,
              new PropertyKind.Choice("OnOffAuto", List.of(AUTO, ON, OFF)),
              new PropertyValue.Text(AUTO),
              "whether to serve test programs through their symbol tohost; auto: if they have it"),
          Property.optional(
              SIGNATURE, new PropertyKind.Text(), "file for the signature of a test program"),
          Property.fixed(
              GRANULARITY,
              new PropertyKind.Unsigned(4, 16),
              new PropertyValue.Unsigned(16),
              "bytes in a line of the signature: 4, 8 or 16"));

  /** Reads the machine's properties. */
  public static HtifSettings of(PropertyValues values) throws InvalidRequestException {
    int granularity = (int) values.number(GRANULARITY);
    if (Integer.bitCount(granularity) != 1) {
      throw refused(
          "%s=%d is not a size of lines".formatted(GRANULARITY, granularity), "give 4, 8 or 16");
    }
    return new HtifSettings(values.text(HTIF), values.findText(SIGNATURE), granularity);
  }

  /** Whether a program's symbols are needed. */
  public boolean wanted() {
    return !mode.equals(OFF);
  }

  /**
   * Connects to a program.
   *
   * @param symbols empty when there is no program that has them
   * @param power gives the switch of the guest that is there when it is asked
   * @throws BackplaneException the operator asks for what the program does not offer, or for a
   *     signature file that cannot be written
   */
  public Optional<HtifPoller> connect(
      Optional<HostSymbols> symbols,
      GuestMemory memory,
      Console console,
      Supplier<PowerDevice.Switch> power)
      throws BackplaneException {
    if (symbols.isEmpty()) {
      if (mode.equals(ON) || signature.isPresent()) {
        throw refused(
            "%s needs a test program".formatted(mode.equals(ON) ? HTIF + "=on" : SIGNATURE),
            wanted() ? "give -kernel or -bios an ELF file with the symbol tohost" : "leave it out");
      }
      return Optional.empty();
    }
    HostSymbols talk = symbols.get();
    Optional<SignatureFile> file = signatureFile(talk);
    return Optional.of(new HtifPoller(() -> new Htif(talk, memory, console, power.get(), file)));
  }

  private Optional<SignatureFile> signatureFile(HostSymbols symbols) throws BackplaneException {
    if (signature.isEmpty()) {
      return Optional.empty();
    }
    Optional<Range> range = symbols.signature();
    if (range.isEmpty()) {
      throw refused(
          SIGNATURE + ": the program has no signature",
          "give one with the symbols begin_signature and end_signature");
    }
    if (range.get().sizeBytes() > SignatureFile.LARGEST_BYTES) {
      throw refused(
          "%s: the program's signature has %d bytes, more than %d"
              .formatted(SIGNATURE, range.get().sizeBytes(), SignatureFile.LARGEST_BYTES),
          "leave it out");
    }
    var file = OutputFile.named("machine 'virt': " + SIGNATURE, signature.get());
    return Optional.of(new SignatureFile(file, range.get(), granularity));
  }

  private static InvalidRequestException refused(String problem, String advice) {
    return new InvalidRequestException("machine 'virt'", problem, advice);
  }
}
