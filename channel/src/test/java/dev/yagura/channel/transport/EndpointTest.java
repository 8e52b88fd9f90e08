package dev.yagura.channel.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @ParameterizedTest
    @ValueSource(strings = {"localhost:10809", "[::1]:1", "192.0.2.7:65535", "unix:run/agent.sock"})
    void printsAsItIsWritten(String text) {
        assertThat(Endpoint.parse(text)).hasToString(text);
    }

    @Test
    void tellsTcpFromUnix() {
        assertThat(Endpoint.parse("[fe80::2]:7")).isEqualTo(new Endpoint.Tcp("fe80::2", 7));
        assertThat(Endpoint.parse("unix:a:1")).isEqualTo(new Endpoint.Unix(Path.of("a:1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host",
                "host:",
                ":1",
                "host:x",
                "host:65536",
                "host:-1",
                "::1:7",
                "[]:1"
            })
    void refusesWhatIsNoEndpoint(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.parse(text))
                .withMessageStartingWith("endpoint: ")
                .withMessageContaining("expected");
    }

    @Test
    void refusesVsockByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.parse("vsock:3:10809"))
                .withMessageContaining("vsock is not supported");
    }

    @Test
    void refusesPathsLongerThanASocketAddressHolds() {
        String longest = "x".repeat(Endpoint.MAX_UNIX_PATH_BYTES);

        assertThat(Endpoint.parse("unix:" + longest)).hasToString("unix:" + longest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.parse("unix:" + longest + "y"))
                .withMessageContaining("is 108 bytes long, expected 1..107");
    }
}
