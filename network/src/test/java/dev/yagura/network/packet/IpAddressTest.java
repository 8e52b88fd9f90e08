package dev.yagura.network.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    /** The examples of RFC 5952, and what its sections 4.2 and 4.3 ask for. */
    @ParameterizedTest
    @CsvSource({
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0DB8::0001, 2001:db8::1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "fe80:0:0:0:1:2:3:0, fe80::1:2:3:0",
        "::ffff:192.0.2.1, ::ffff:c000:201",
        "192.0.2.255, 192.0.2.255",
    })
    void writesAddressesInTheirCanonicalForm(String read, String written) {
        assertThat(IpAddress.parse(read).map(IpAddress::toString)).contains(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2.3",
                "1.2.3.256",
                "1.2.3.4.5",
                "0x7f.0.0.1",
                ":",
                "::1%eth0",
                ":::",
                "g::",
                "1:2:3:4:5:6:7",
                "any",
                "1.2.3.4/24"
            })
    void refusesWhatIsNoAddress(String text) {
        assertThat(IpAddress.parse(text)).isEmpty();
    }

    @Test
    void addressesAreOrderedAsUnsignedNumbersWithinTheirFamily() {
        IpAddress high = IpAddress.parse("255.0.0.0").orElseThrow();
        IpAddress low = IpAddress.parse("1.0.0.0").orElseThrow();
        IpAddress v6 = IpAddress.parse("::").orElseThrow();
        IpAddress v6High = IpAddress.parse("ff00::").orElseThrow();

        assertThat(low).isLessThan(high);
        assertThat(high).isLessThan(v6);
        assertThat(v6).isLessThan(v6High);
    }

    @Test
    void anIpv4AddressHas32Bits() {
        assertThrows(IllegalArgumentException.class, () -> IpAddress.v4(1L << 32));
    }
}
