package dev.yagura.network.match;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The buffers of HTTP, each with something that is in it and something that is not. */
class HttpMatchTest {
    private static final String REQUEST =
            """
            POST /A%42/../x/./y//z?q=%20+#f HTTP/1.1
            Host: Www.Example.com:8080
            User-Agent:  one
            user-agent: two
            Accept: text/a
            Accept-Language: de
            Accept-Encoding: gzip
            Referer: http://r/
            Cookie: c=1
            Connection: close
            Content-Type: form
            Content-Length: 7

            body=it\
            """;

    private static final String RESPONSE =
            """
            HTTP/1.1 302 Not There
            Server: S
            Location: /there
            Set-Cookie: s=2
            Content-Type: text/h
            Content-Length: 6

            answer\
            """;

    private static Traffic exchange() {
        return new Traffic()
                .tcp(
                        8000,
                        ">" + REQUEST.replace("\n", "\r\n"),
                        "<" + RESPONSE.replace("\n", "\r\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "http.uri ~ /x/y/z?q= +#f",
                "http.uri.raw ~ /A%42/../x/./y//z?q=%20+#f",
                "http.method ~ POST",
                "http.request_line ~ POST /A%42/../x/./y//z?q=%20+#f HTTP/1.1",
                "http.request_body ~ body=it",
                "http.user_agent ~ one, two",
                "http.host ~ www.example.com",
                "http.host.raw ~ Www.Example.com:8080",
                "http.accept ~ text/a",
                "http.accept_lang ~ de",
                "http.accept_enc ~ gzip",
                "http.referer ~ http|3a|//r/",
                "flow:to_server; http.cookie ~ c=1",
                "flow:to_server; http.content_type ~ form",
                "flow:to_server; http.content_len ~ 7",
                "flow:to_server; http.connection ~ close",
                "flow:to_server; http.protocol ~ HTTP/1.1",
                "flow:to_server; file.data ~ body=it",
                "http.stat_code ~ 302",
                "http.stat_msg ~ Not There",
                "http.response_line ~ HTTP/1.1 302 Not There",
                "http.response_body ~ answer",
                "flow:to_client; file.data ~ answer",
                "http.location ~ /there",
                "http.server ~ S",
                "flow:to_client; http.cookie ~ s=2",
                "flow:to_client; http.content_type ~ text/h",
                "flow:to_client; http.header_names ~ |0d 0a|Server|0d 0a|Location|0d 0a|"
                        + "Set-Cookie|0d 0a|Content-Type|0d 0a|Content-Length|0d 0a 0d 0a|",
                "flow:to_client; http.header ~ Server: S|0d 0a|Location: /there|0d 0a|"
                        + "Content-Type: text/h|0d 0a|Content-Length: 6|0d 0a|",
            })
    void buffersHaveWhatSuricataPutsThere(String buffer, String whole) {
        String options = buffer + "; content:\"%s\"; startswith; endswith;".formatted(whole);

        assertThat(exchange().count("http", options)).isEqualTo(1);
        assertThat(exchange().count("http", options.replace(whole, whole + "x"))).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "flow:to_server; http.header; content:\"User-Agent: one, two|0d 0a|Accept: \"; ~ 1",
                "flow:to_server; http.header; content:\"Cookie\"; ~ 0",
                "flow:to_server; http.header.raw; content:\"User-Agent:  one|0d 0a|user-agent\"; ~ 1",
                "flow:to_server; http.header.raw; content:\"|0d 0a 0d 0a|\"; endswith; ~ 1",
                "flow:to_client; http.header.raw; content:\"Set-Cookie\"; ~ 1",
                "flow:to_client; http.start; content:\"HTTP/1.1 302 Not There|0d 0a|Server\"; ~ 1",
                "flow:to_server; http.start; content:\"HTTP/1.1 302\"; ~ 0",
                "http.uri; bsize:13; ~ 1",
                "http.uri; bsize:12; ~ 0",
                "urilen:13; ~ 1",
                "urilen:26,raw; ~ 1",
                "urilen:12,raw; ~ 0",
                "http.method; content:\"POST\"; http.uri; content:\"/x\"; http.request_body; content:\"it\"; ~ 1",
                "http.method; content:\"POST\"; http.uri; content:\"/x\"; http.request_body; content:\"no\"; ~ 0",
                "content:\"/x\"; http_uri; content:\"one\"; http_user_agent; ~ 1",
                "http.host; content:\"Example\"; ~ 0",
                "http.method; content:\"post\"; nocase; ~ 1",
                "http.method; content:!\"GET\"; ~ 1",
                "http.user_agent; content:!\"one\"; ~ 0",
                "pcre:\"/^\\/x\\/y/U\"; ~ 1",
                "flow:established,to_client; http.stat_code; content:\"302\"; ~ 1",
                "content:\"POST /A\"; ~ 1",
                "content:\"POST /A\"; http.uri; content:\"/x\"; ~ 1",
                "content:\"GET /A\"; http.uri; content:\"/x\"; ~ 0",
            })
    void rulesLookAtTransactions(String options, int expected) {
        assertThat(exchange().count("http", options)).isEqualTo(expected);
    }

    /** What is not there matches nothing, not even what must not be in it. */
    @Test
    void aBufferThatIsNotThereMatchesNothing() {
        Traffic bare =
                new Traffic()
                        .tcp(80, ">GET / HTTP/1.1\r\nHost: h\r\n\r\n", "<HTTP/1.1 204 N\r\n\r\n");

        assertThat(bare.count("http", "http.user_agent; content:!\"x\";")).isZero();
        assertThat(bare.count("http", "http.host; content:!\"x\";")).isEqualTo(1);
        assertThat(bare.count("http", "flow:to_client; file.data; content:!\"x\";")).isZero();
    }

    @Test
    void aRuleIsReportedOncePerTransaction() {
        String request = ">GET /evil HTTP/1.1\r\nHost: evil\r\n\r\n";
        String response = "<HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";
        Traffic two = new Traffic().tcp(80, request, response, request, response);

        assertThat(two.alerts("alert http any any -> any any (http.uri; content:\"evil\"; sid:1;)"))
                .extracting(RuleAlert::transaction)
                .containsExactly(1L, 2L);
    }

    @Test
    void bodiesAreSeenWithoutChunksAndCompression() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write("hidden malware".getBytes(ISO_8859_1));
        }
        String body = packed.toString(ISO_8859_1);
        Traffic traffic =
                new Traffic()
                        .tcp(
                                80,
                                ">GET / HTTP/1.1\r\nHost: h\r\n\r\n",
                                "<HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
                                        + "Transfer-Encoding: chunked\r\n\r\n"
                                        + Integer.toHexString(body.length())
                                        + "\r\n"
                                        + body
                                        + "\r\n0\r\n\r\n");

        assertThat(traffic.count("http", "file.data; flow:to_client; content:\"malware\";"))
                .isEqualTo(1);
        assertThat(traffic.count("tcp", "content:\"malware\";")).isZero();
    }

    @Test
    void aBodyIsLookedAtUpToItsFirst100KiB() {
        String start = "<HTTP/1.1 200 OK\r\nContent-Length: 120000\r\n\r\n";
        Traffic traffic = new Traffic().open(80, ">GET / HTTP/1.1\r\nHost: h\r\n\r\n", start);
        for (int i = 0; i < 120; i++) {
            traffic.segment(false, Traffic.PUSH_ACK, "%04d".formatted(i) + ".".repeat(996));
            traffic.segment(true, Traffic.ACK, "");
        }

        assertThat(traffic.count("http", "flow:to_client; file.data; content:\"0101...\";"))
                .isEqualTo(1);
        assertThat(traffic.count("http", "flow:to_client; file.data; content:\"0103...\";"))
                .isZero();
    }
}
