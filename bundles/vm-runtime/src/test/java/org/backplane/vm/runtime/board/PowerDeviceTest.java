package org.backplane.vm.runtime.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.backplane.api.cpu.BusFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PowerDeviceTest {

  private final List<String> asked = new ArrayList<>();
  private final PowerDevice device =
      new PowerDevice(
          new PowerDevice.Switch() {
            @Override
            public void powerOff() {
              asked.add("off");
            }

            @Override
            public void reset(int statusIfLast) {
              asked.add("reset " + statusIfLast);
            }

            @Override
            public void fail(int status) {
              asked.add("fail " + status);
            }
          });

  @ParameterizedTest
  @CsvSource({
    "0x5555, off",
    "0x7777, reset 0",
    "0x13333, fail 1",
    "0x003333, fail 0",
    "0xff3333, fail 255",
    "0x1003333, fail 255",
    "0xffff3333, fail 255"
  })
  void valuesAskForTheirThing(String value, String expected) throws BusFault {
    device.store(0, 4, Long.decode(value));
    assertThat(asked).containsExactly(expected);
  }

  @Test
  void otherValuesAndPlacesDoNothing() throws BusFault {
    device.store(0, 4, 0x1234);
    device.store(4, 4, 0x5555);
    assertThat(asked).isEmpty();
    assertThat(device.load(0, 4)).isZero();
    assertThatThrownBy(() -> device.store(0, 8, 0x5555)).isInstanceOf(BusFault.class);
    assertThat(asked).isEmpty();
  }
}
