package dev.yagura.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.enclave.api.Json;
import dev.yagura.kernel.table.Row;
import dev.yagura.network.samples.Conversations;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code yagura capture --eve} beside Suricata's {@code eve.json} of the same packets: {@code
 * eve.md} of module network says how that was made.
 */
class EveTest {
    /** What only Suricata has, or only we have, or is named in another way in each run. */
    private static final List<String> NOT_COMPARED =
            List.of(
                    "timestamp",
                    "flow_id",
                    "pcap_cnt",
                    "pkt_src",
                    "app_proto_tc",
                    "ts_max_regions",
                    "tc_max_regions",
                    "ja4",
                    "reason"); // of connections that were closed before the capture's end

    private static final String TEXT = "\"rrname\":\"example.org\",\"rrtype\":\"TXT\",\"ttl\":300,";
    private static final String TEXTS =
            "{%s\"rdata\":\"v=one\"},{%s\"rdata\":\"two\"}".formatted(TEXT, TEXT);

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.run(arguments, new PrintWriter(out), new PrintWriter(err, true));
    }

    private String capture(String name) throws IOException {
        return "pcap:" + Files.write(folder.resolve("in.pcap"), Conversations.unpacked(name));
    }

    private String rules() throws IOException {
        return Files.write(folder.resolve("a.rules"), Conversations.lines("conversations.rules"))
                .toString();
    }

    private List<Row> records(String capture, String... more) throws IOException {
        Path eve = folder.resolve("eve.json");
        List<String> arguments =
                new ArrayList<>(List.of("capture", capture, "--eve", eve.toString()));
        arguments.addAll(List.of(more));
        assertThat(run(arguments.toArray(String[]::new))).isIn(ExitCode.OK, ExitCode.FINDINGS);
        List<Row> records = new ArrayList<>();
        for (String line : Files.readAllLines(eve)) {
            records.add(Json.read(line));
        }
        return records;
    }

    @ParameterizedTest
    @ValueSource(strings = {"dns", "http", "tls", "flow"})
    void recordsAreThoseOfSuricata(String kind) throws IOException {
        List<Map<String, Object>> expected =
                suricatas()
                        .filter(record -> record.text("event_type").equals(kind))
                        .map(EveTest::compared)
                        .toList();
        List<Map<String, Object>> ours =
                records(capture("conversations.pcap.gz"), "--rules", rules()).stream()
                        .filter(record -> record.text("event_type").equals(kind))
                        .map(EveTest::compared)
                        .toList();

        assertThat(expected).isNotEmpty();
        assertThat(ours).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** Of a text in several parts Suricata makes an answer each, and it counts chunks' sizes. */
    private static Stream<Row> suricatas() throws IOException {
        List<Row> records = new ArrayList<>();
        String all = new String(Conversations.unpacked("conversations.eve.gz"), UTF_8);
        for (String line : all.lines().toList()) {
            records.add(
                    Json.read(
                            line.replace("\"length\":21063", "\"length\":21000")
                                    .replace(TEXTS, "{" + TEXT + "\"rdata\":\"v=onetwo\"}")
                                    .replace("[\"v=one\",\"two\"]", "[\"v=onetwo\"]")));
        }
        return records.stream();
    }

    private static Map<String, Object> compared(Row record) {
        return without(record.fields());
    }

    private static Map<String, Object> without(Map<?, ?> fields) {
        Map<String, Object> rest = new TreeMap<>();
        fields.forEach((name, value) -> {
            if (!NOT_COMPARED.contains(String.valueOf(name))) {
                rest.put(
                        String.valueOf(name),
                        value instanceof Map<?, ?> inner ? without(inner) : value);
            }
        });
        return rest;
    }

    @Test
    void alertsAreThoseOfSuricata() throws IOException {
        assertThat(
                        records(capture("conversations.pcap.gz"), "--rules", rules()).stream()
                                .filter(record -> record.text("event_type").equals("alert"))
                                .map(EveTest::alert)
                                .distinct())
                .containsExactlyInAnyOrderElementsOf(
                        suricatas()
                                .filter(record -> record.text("event_type").equals("alert"))
                                .map(EveTest::alert)
                                .distinct()
                                .toList());
        assertThat(out.toString()).contains("t3046"); // findings are told all the same
    }

    private static Map<String, Object> alert(Row record) {
        Map<String, Object> fields = compared(record);
        // What was said so far is more in Suricata, which looks later.
        fields.keySet()
                .retainAll(
                        List.of(
                                "alert",
                                "src_ip",
                                "src_port",
                                "dest_ip",
                                "dest_port",
                                "proto",
                                "direction"));
        return fields;
    }

    @Test
    void malformedFramesAreAnomaliesUnderSuricatasNames() throws IOException {
        List<Row> records = records(capture("malformed.pcap.gz"));
        List<String> expected = new ArrayList<>(Conversations.lines("malformed.txt"));
        expected.add(12, "13 decoder.ipv6.pkt_too_small"); // of which Suricata says nothing

        assertThat(
                        records.stream()
                                .filter(record -> record.text("event_type").equals("anomaly"))
                                .map(EveTest::anomaly))
                .containsExactlyElementsOf(expected);
        Row stats = records.getLast();
        assertThat(stats.text("event_type")).isEqualTo("stats");
        assertThat(String.valueOf(stats.fields().get("stats")))
                .contains("decoder={pkts=15, bytes=711, invalid=15,");
    }

    /** The frames of that capture are a second apart. */
    private static String anomaly(Row record) {
        int second = Integer.parseInt(record.text("timestamp").substring(17, 19));
        return record.fields().get("anomaly") instanceof Map<?, ?> anomaly
                ? "%d %s".formatted(second + 1, anomaly.get("event"))
                : "";
    }

    @Test
    void recordsAndPacketsDoNotBothGoToStandardOutput() throws IOException {
        assertThat(run("capture", capture("malformed.pcap.gz"), "--eve", "-", "--write", "-"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("both for standard output");
    }
}
