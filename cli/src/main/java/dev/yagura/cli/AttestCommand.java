package dev.yagura.cli;

import dev.yagura.attestation.appraisal.Appraisal;
import dev.yagura.attestation.appraisal.AppraisalException;
import dev.yagura.attestation.appraisal.Claims;
import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.ratls.Identity;
import dev.yagura.attestation.ratls.IdentityOptions;
import dev.yagura.attestation.ratls.MutualTls;
import dev.yagura.attestation.ratls.PeerVerifier;
import dev.yagura.cli.connect.OwnIdentity;
import dev.yagura.cli.connect.Trust;
import dev.yagura.enclave.api.ApiClient;
import dev.yagura.enclave.api.Json;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yagura attest}: appraise a running enclave. */
@Command(
        name = "attest",
        description = "Challenge a running enclave and appraise its evidence by a policy.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:the policy accepts the enclave",
            "1:the policy refuses it",
            "2:wrong usage",
            "3:the enclave could not be asked"
        })
final class AttestCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "ENDPOINT", description = "HOST:PORT of the enclave's API")
    private String endpoint = "";

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            required = true,
            description = "appraisal policy; nothing is accepted without one")
    private Path policy = Path.of("");

    @Option(
            names = "--identity",
            paramLabel = "DIR",
            description = "folder of the tenant's key that the enclave was told to trust")
    private @Nullable Path identity;

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        AppraisalPolicy demanded = Trust.readPolicy(policy);
        PeerVerifier verifier = new PeerVerifier(demanded);
        Identity own =
                OwnIdentity.in(
                        Optional.ofNullable(identity), IdentityOptions.named("yagura command"));
        Appraisal verdict;
        try (ApiClient client = new ApiClient(endpoint, new MutualTls(own, verifier))) {
            verdict = client.challenge(verifier);
        } catch (WatchException e) {
            verdict = refusal(e).orElseThrow(() -> e);
        }
        print(row(verdict), spec.commandLine().getOut());
        return verdict instanceof Appraisal.Accepted ? ExitCode.OK : ExitCode.FINDINGS;
    }

    /** A certificate that the policy refuses ends the handshake; that is a verdict too. */
    private static Optional<Appraisal> refusal(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof AppraisalException refused) {
                return Optional.of(refused.refused());
            }
        }
        return Optional.empty();
    }

    private static Row row(Appraisal verdict) {
        Optional<Claims> claims =
                verdict instanceof Appraisal.Accepted accepted
                        ? accepted.claims()
                        : Optional.empty();
        return Row.of(
                "verdict", verdict instanceof Appraisal.Accepted ? "accepted" : "refused",
                // A TCB status belongs to hardware evidence; simulation has none to report.
                "tcbStatus", null,
                "advisories", List.of(),
                "mrenclave", claims.map(c -> c.mrenclave().hex()).orElse(null),
                "mrsigner", claims.map(c -> c.mrsigner().hex()).orElse(null),
                "reason", verdict.message(),
                "simulated", claims.map(Claims::simulated).orElse(null));
    }

    private void print(Row row, PrintWriter out) {
        if (json) {
            out.println(Json.write(row));
            return;
        }
        row.fields()
                .forEach((name, value) ->
                        out.printf("%-10s  %s%n", name, value == null ? "-" : value));
    }
}
