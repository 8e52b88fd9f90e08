package dev.yagura.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.enclave.api.Json;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Evidence in files; a running enclave is challenged in {@code it}. */
class AttestCommandTest {
    @TempDir private Path folder;

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    /** The genuine quotes with their verdicts lie beside the project. */
    private static Path vectors() {
        Path place =
                Path.of(System.getProperty("yagura.vectors", "../../shared/vectors"))
                        .toAbsolutePath()
                        .normalize();
        Assumptions.assumeTrue(
                Files.isDirectory(place), () -> "genuine quotes are absent: " + place);
        return place;
    }

    private static List<Path> bundles() throws IOException {
        try (Stream<Path> files = Files.list(vectors())) {
            return files.filter(f -> Files.exists(f.resolve("expected.json"))).sorted().toList();
        }
    }

    @TestFactory
    Stream<DynamicTest> saysOfEveryGenuineQuoteWhatIsExpected() throws IOException {
        return bundles().stream()
                .map(bundle ->
                        DynamicTest.dynamicTest(
                                String.valueOf(bundle.getFileName()), () -> judge(bundle)));
    }

    private void judge(Path bundle) throws IOException {
        Row file = Json.read(Files.readString(bundle.resolve("expected.json")));
        Map<?, ?> expected = expected(file);
        boolean verified = "verified".equals(expected.get("verdict"));
        boolean debug = Boolean.TRUE.equals(expected.get("debug"));

        int status = attest(bundle, "--at", file.text("verify_at"), "--json");
        Row row = Json.read(out.toString());

        assertThat(status).isEqualTo(verified && !debug ? ExitCode.OK : ExitCode.FINDINGS);
        assertThat(row.text("verdict")).isEqualTo(verified && !debug ? "verified" : "refused");
        assertThat(row.text("rule"))
                .isEqualTo(debug ? "allowDebug" : verified ? "tcbStatus" : "tcbLevel");
        if (verified) {
            assertThat(row.text("tcbStatus")).isEqualTo(expected.get("tcb_status"));
            assertThat(row.fields().get("advisories")).isEqualTo(expected.get("advisories"));
            assertThat(row.fields().get("simulated")).isEqualTo(false);
            assertThat(row.fields().get("mrenclave")).isEqualTo(expected.get("mrenclave"));
            assertThat(row.fields().get("mrtd")).isEqualTo(expected.get("mr_td"));
            assertThat(row.text("tee")).isEqualTo(expected.get("tee"));
        } else {
            assertThat(row.fields().get("tcbStatus")).isNull();
            assertThat(row.fields().get("simulated")).isNull();
        }
    }

    private static Map<?, ?> expected(Row file) {
        return Optional.ofNullable(file.fields().get("expected"))
                .map(value -> (Map<?, ?>) value)
                .orElseThrow();
    }

    @Test
    void aPolicyAPersonCanReadDecides() throws IOException {
        Path bundle = acceptable();
        Row expected = Json.read(Files.readString(bundle.resolve("expected.json")));
        String mrenclave = String.valueOf(expected(expected).get("mrenclave"));
        Path policy =
                Files.writeString(
                        folder.resolve("policy.yaml"),
                        """
                        # This build, on platforms whose programs carry the mitigations.
                        mrenclave:
                          - %s
                        tcbStatus: [UpToDate, SWHardeningNeeded]
                        advisories: [INTEL-SA-00615]
                        minTcbEvaluationNumber: 17
                        """
                                .formatted(mrenclave));
        String at = expected.text("verify_at");

        assertThat(attest(bundle, "--at", at, "--policy", policy.toString(), "--json"))
                .as(err.toString())
                .isEqualTo(ExitCode.OK);
        assertThat(Json.read(out.toString()).text("verdict")).isEqualTo("accepted");
        assertThat(Json.read(out.toString()).text("reason"))
                .isEqualTo("accepted: mrenclave is " + mrenclave);

        Files.writeString(policy, Files.readString(policy).replace("INTEL-SA-00615", "INTEL-SA-1"));
        assertThat(attest(bundle, "--at", at, "--policy", policy.toString()))
                .isEqualTo(ExitCode.FINDINGS);
        assertThat(out.toString())
                .contains("refused: advisories is INTEL-SA-00615, expected INTEL-SA-1")
                .containsPattern("(?m)^tcbStatus +SWHardeningNeeded$");
    }

    /** Returns a bundle whose platform needs mitigations only, with all lists and no debug. */
    private static Path acceptable() throws IOException {
        for (Path bundle : bundles()) {
            String expected = Files.readString(bundle.resolve("expected.json"));
            if (expected.contains("\"tcb_status\": \"SWHardeningNeeded\"")
                    && expected.contains("\"debug\": false")
                    && !expected.contains("not_checked")) {
                return bundle;
            }
        }
        throw new AssertionError("no such bundle");
    }

    @Test
    void judgesNowWhereNoTimeIsGiven() throws IOException {
        assertThat(attest(acceptable(), "--json")).isEqualTo(ExitCode.FINDINGS);
        assertThat(Json.read(out.toString()).text("reason")).contains("expected valid at 2");
    }

    @Test
    void aFileThatIsNoQuoteIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("quote.bin"), "no quote");

        assertThat(run("attest", "quote:" + file, "--json")).isEqualTo(ExitCode.FINDINGS);
        Row row = Json.read(out.toString());
        assertThat(row.text("verdict")).isEqualTo("refused");
        assertThat(row.text("rule")).isEqualTo("evidence");
        assertThat(row.fields().get("simulated")).isNull();

        assertThat(run("attest", "cert:" + file, "--json")).isEqualTo(ExitCode.FINDINGS);
        assertThat(Json.read(out.toString()).text("rule")).isEqualTo("certificate");
    }

    @Test
    void whatCannotBeReadIsNoVerdict() throws IOException {
        Path file = Files.write(folder.resolve("quote.bin"), "no quote".getBytes(UTF_8));

        assertThat(run("attest", "quote:" + folder.resolve("absent")))
                .isEqualTo(ExitCode.INCOMPLETE);
        assertThat(run("attest", "quote:" + file, "--collateral", folder.toString()))
                .isEqualTo(ExitCode.INCOMPLETE);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("holds neither tcb_info.json nor");
    }

    @Test
    void aRunningEnclaveNeedsAPolicyAndNoTime() throws IOException {
        assertThat(run("attest", "localhost:1")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--policy is missing");
        Path policy = Files.writeString(folder.resolve("p.json"), "{}");
        assertThat(
                        run(
                                "attest",
                                "localhost:1",
                                "--policy",
                                policy.toString(),
                                "--at",
                                "2026-01-01T00:00:00Z"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("attest", "quote:x", "--at", "yesterday")).isEqualTo(ExitCode.USAGE);
    }

    private int attest(Path bundle, String... more) {
        List<String> args =
                new ArrayList<>(
                        List.of(
                                "attest",
                                "quote:" + bundle.resolve("quote.bin"),
                                "--collateral",
                                bundle.toString()));
        args.addAll(List.of(more));
        return run(args.toArray(String[]::new));
    }

    private int run(String... args) {
        out = new StringWriter();
        err = new StringWriter();
        return Main.run(args, new PrintWriter(out), new PrintWriter(err, true));
    }
}
