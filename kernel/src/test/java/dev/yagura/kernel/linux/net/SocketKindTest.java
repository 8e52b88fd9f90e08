package dev.yagura.kernel.linux.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketKindTest {
    private static final int STREAM = 1;
    private static final int RAW = 3;

    @ParameterizedTest
    @CsvSource({
        "2, 1, 6, tcp",
        "10, 1, 6, tcp6",
        "2, 2, 17, udp",
        "10, 2, 136, udplite6",
        "2, 3, 1, raw",
        "10, 3, 58, raw6",
        "2, 2, 1, icmp",
        "10, 2, 58, icmp6",
        "2, 1, 262, mptcp",
        "2, 2, 99, inet-99-",
        "1, 1, 0, unix",
        "16, 3, 15, netlink",
        "17, 3, 3, packet",
        "40, 1, 0, vsock",
        "4711, 1, 0, family-4711",
    })
    void protocolsAreNamed(int family, int type, int protocol, String expected) {
        assertThat(SocketKind.protocol(family, type, protocol)).isEqualTo(expected);
    }

    @Test
    void numbersWithoutNamesStayNumbers() {
        assertThat(SocketKind.type(7)).isEqualTo("type-7");
        assertThat(SocketKind.type(-1)).isEqualTo("type--1");
        assertThat(SocketKind.state(SocketKind.INET, 99)).isEqualTo("state-99");
        assertThat(SocketKind.state(SocketKind.INET, 0)).isEqualTo("state-0");
        assertThat(SocketKind.state(SocketKind.PACKET, 7)).isNull();
        assertThat(SocketKind.state(SocketKind.NETLINK, 1)).isEqualTo("CONNECTED");
    }

    @Test
    void unboundSocketsAreInNoTable() {
        int inet = SocketKind.INET;
        assertThat(SocketKind.isListable(inet, STREAM, 6, SocketKind.CLOSE, 80, false)).isFalse();
        assertThat(SocketKind.isListable(inet, STREAM, 6, SocketKind.LISTEN, 80, false)).isTrue();
        assertThat(SocketKind.isListable(inet, 2, 17, SocketKind.CLOSE, 0, false)).isFalse();
        assertThat(SocketKind.isListable(inet, 2, 17, SocketKind.CLOSE, 53, false)).isTrue();
        assertThat(SocketKind.isListable(inet, RAW, 1, SocketKind.CLOSE, 1, false)).isTrue();
        assertThat(SocketKind.isListable(SocketKind.NETLINK, RAW, 0, 0, 0, false)).isFalse();
        assertThat(SocketKind.isListable(SocketKind.NETLINK, RAW, 0, 0, 0, true)).isTrue();
        assertThat(SocketKind.isListable(SocketKind.UNIX, STREAM, 0, 7, 0, false)).isTrue();
        assertThat(SocketKind.isListable(40, STREAM, 0, 7, 0, false)).isFalse();
    }
}
