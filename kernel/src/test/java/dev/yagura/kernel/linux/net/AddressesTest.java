package dev.yagura.kernel.linux.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressesTest {

    /** Expected texts are those of {@code inet_ntop} of glibc 2.36. */
    @ParameterizedTest
    @CsvSource({
        "00000000000000000000000000000000, ::",
        "00000000000000000000000000000001, ::1",
        "fe80000000000000505400fffe123456, fe80::5054:ff:fe12:3456",
        "20010db8000000000000000000000000, 2001:db8::",
        "20010db8000000010000000000000001, 2001:db8:0:1::1",
        "20010db8000100000001000100010001, 2001:db8:1:0:1:1:1:1",
        "00010000000000010000000000000001, 1:0:0:1::1",
        "ffffffffffffffffffffffffffffffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "00000000000000000000ffff7f000001, ::ffff:127.0.0.1",
    })
    void v6IsWrittenAsRfc5952HasIt(String hex, String expected) {
        assertThat(Addresses.v6(HexFormat.of().parseHex(hex))).isEqualTo(expected);
    }

    @Test
    void otherLengthsAreACallersMistake() {
        assertThatThrownBy(() -> Addresses.v6(new byte[4]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void v4HasItsFirstByteLowest() {
        assertThat(Addresses.v4(0x0f02_000a)).isEqualTo("10.0.2.15");
        assertThat(Addresses.v4(0xff00_0001)).isEqualTo("1.0.0.255");
    }

    @Test
    void portsAreSwapped() {
        assertThat(Addresses.swapped(0x901f)).isEqualTo(8080);
        assertThat(Addresses.swapped(0xffff_0100)).isEqualTo(1);
    }
}
