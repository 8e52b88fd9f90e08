package dev.yagura.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.attestation.appraisal.Verifier;
import dev.yagura.attestation.dcap.collateral.CollateralSource;
import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.record.RecordReader;
import dev.yagura.attestation.record.RecordSeries;
import dev.yagura.attestation.record.RecordVerdict;
import dev.yagura.cli.connect.Trust;
import dev.yagura.cli.output.RecordPrinter;
import dev.yagura.enclave.api.Json;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yagura verify}: whether an enclave wrote these findings, and all of them are there. */
@Command(
        name = "verify",
        description = {
            "Verify signed records of scans, without a network: which program wrote them, and"
                    + " whether a line was changed, removed, moved or held back.",
            "Prints what the records say, then the verdict on each. Several records of one enclave"
                    + " also show whether one between them is missing."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:an accepted enclave wrote exactly this",
            "1:refused, or not whole",
            "2:wrong usage",
            "3:a file could not be read"
        })
final class VerifyCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "what `yagura scan --record FILE` wrote")
    private List<Path> files = List.of();

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description =
                    "appraisal policy that the enclave must meet, YAML or JSON; without one any"
                            + " enclave with a genuine quote will do, and no simulated one")
    private @Nullable Path policy;

    @Option(
            names = "--this-build",
            description =
                    "accept the enclave of this installation in simulation, as a scan of a VM of"
                            + " this host does; in place of a policy")
    private boolean thisBuild;

    @Mixin private QuoteOptions quotes = new QuoteOptions();

    @Option(names = "--json", description = "one JSON object a line: rows, then verdicts")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Function<CollateralSource, Verifier> verifiers = quotes.verifiers(demanded());
        PrintWriter out = spec.commandLine().getOut();
        RecordPrinter printer = json ? RecordPrinter.json(out) : RecordPrinter.text(out);
        List<RecordVerdict> verdicts = new ArrayList<>();
        boolean good = true;
        for (Path file : files) {
            ScanRows rows = new ScanRows(printer);
            RecordVerdict verdict;
            try (Reader in = Files.newBufferedReader(file, UTF_8)) {
                verdict = RecordReader.read(file.toString(), in, verifiers, rows::add);
            }
            List<String> problems = new ArrayList<>(verdict.problems());
            rows.problem().filter(problem -> verdict.isGood()).ifPresent(problems::add);
            printer.verdict(row(file, verdict, problems));
            good &= verdict.isGood() && problems.isEmpty();
            verdicts.add(verdict);
        }
        List<String> missing = RecordSeries.problems(verdicts);
        missing.forEach(printer::problem);
        return good && missing.isEmpty() ? ExitCode.OK : ExitCode.FINDINGS;
    }

    private Row row(Path file, RecordVerdict verdict, List<String> problems) {
        return Row.of(
                        "kind",
                        "verification",
                        "file",
                        file.toString(),
                        "whole",
                        problems.isEmpty(),
                        "problems",
                        problems,
                        "lines",
                        verdict.lines(),
                        "rows",
                        verdict.rows(),
                        "begun",
                        verdict.begun().map(Instant::toString).orElse(null),
                        "ended",
                        verdict.ended().map(Instant::toString).orElse(null),
                        "series",
                        verdict.head().map(head -> head.series()).orElse(null),
                        "number",
                        verdict.head().map(head -> head.number()).orElse(null))
                .with(
                        verdict.appraisal()
                                .map(appraisal ->
                                        AttestationRow.of(appraisal, policy != null || thisBuild))
                                .orElseGet(() -> Row.of("verdict", "refused"))
                                .fields());
    }

    private Optional<AppraisalPolicy> demanded() throws IOException {
        if (policy != null && thisBuild) {
            throw new UsageException("--policy and --this-build are two policies, expected one");
        }
        return thisBuild
                ? Optional.of(Trust.ofThisBuild())
                : policy == null ? Optional.empty() : Optional.of(Trust.readPolicy(policy));
    }

    /** The rows of one scan, which must end as a scan does. */
    private static final class ScanRows {
        private final RecordPrinter printer;
        private String lastKind = "";

        ScanRows(RecordPrinter printer) {
            this.printer = printer;
        }

        void add(String text) {
            Row row;
            try {
                row = Json.read(text);
            } catch (IOException e) {
                row = Row.of("kind", "unreadable", "message", String.valueOf(e.getMessage()));
            }
            printer.row(row);
            lastKind = row.text("kind");
        }

        Optional<String> problem() {
            return lastKind.equals("summary") || lastKind.equals("error")
                    ? Optional.empty()
                    : Optional.of("the scan has neither a summary nor an error");
        }
    }
}
