package dev.yagura.cli;

import dev.yagura.attestation.Rule;
import dev.yagura.attestation.appraisal.Appraisal;
import dev.yagura.attestation.appraisal.AppraisalException;
import dev.yagura.attestation.appraisal.Verifier;
import dev.yagura.attestation.dcap.collateral.CollateralSource;
import dev.yagura.attestation.dcap.collateral.QuoteFile;
import dev.yagura.attestation.ratls.Identity;
import dev.yagura.attestation.ratls.IdentityFiles;
import dev.yagura.attestation.ratls.IdentityOptions;
import dev.yagura.attestation.ratls.MutualTls;
import dev.yagura.attestation.ratls.PeerVerifier;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.cli.connect.OwnIdentity;
import dev.yagura.cli.connect.Trust;
import dev.yagura.enclave.api.ApiClient;
import dev.yagura.enclave.api.Json;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yagura attest}: appraise a running enclave, a certificate, or a quote. */
@Command(
        name = "attest",
        description = {
            "Appraise evidence by a policy: of a running enclave, which is challenged; in a"
                    + " certificate; or a quote in a file.",
            "Without a policy, a quote or certificate is only told genuine or not; its program is"
                    + " not judged. A debug enclave and a revoked platform are refused even then,"
                    + " and shown with their status."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:accepted by the policy; or, without one, genuine",
            "1:refused",
            "2:wrong usage",
            "3:the enclave could not be asked, or a file could not be read"
        })
final class AttestCommand implements Callable<Integer> {
    private static final String QUOTE = "quote:";
    private static final String CERTIFICATE = "cert:";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "EVIDENCE",
            description =
                    "HOST:PORT of an enclave's API; cert:FILE, a certificate in PEM; quote:FILE, an"
                            + " SGX or TDX quote, or JSON with a quote and its collateral")
    private String target = "";

    @Mixin private QuoteOptions quotes = new QuoteOptions();

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "appraisal policy, YAML or JSON; needed for a running enclave")
    private @Nullable Path policy;

    @Option(
            names = "--identity",
            paramLabel = "DIR",
            description = "folder of the tenant's key that the enclave was told to trust")
    private @Nullable Path identity;

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Appraisal verdict =
                target.startsWith(QUOTE)
                        ? quote(Path.of(target.substring(QUOTE.length())))
                        : target.startsWith(CERTIFICATE)
                                ? certificate(Path.of(target.substring(CERTIFICATE.length())))
                                : endpoint();
        print(AttestationRow.of(verdict, policy != null), spec.commandLine().getOut());
        return verdict instanceof Appraisal.Accepted ? ExitCode.OK : ExitCode.FINDINGS;
    }

    private Appraisal quote(Path file) throws IOException {
        if (Files.size(file) > QuoteFile.MAX_BYTES) {
            throw new IOException(
                    "%s: is %d bytes long, expected a quote of at most %d"
                            .formatted(file, Files.size(file), QuoteFile.MAX_BYTES));
        }
        QuoteFile quote;
        try {
            quote = QuoteFile.parse(file.toString(), Files.readAllBytes(file));
        } catch (MalformedStructureException e) {
            return new Appraisal.Refused(
                    Rule.EVIDENCE, String.valueOf(e.getMessage()), "a quote that can be read");
        }
        return verifier(quote.carried().map(carried -> _ -> Optional.of(carried)))
                .appraiseUnbound(quote.evidence());
    }

    private Appraisal certificate(Path file) throws IOException {
        X509Certificate certificate;
        try {
            certificate = IdentityFiles.readCertificate(file);
        } catch (MalformedStructureException e) {
            return new Appraisal.Refused(
                    Rule.CERTIFICATE, String.valueOf(e.getMessage()), "one that can be read");
        }
        return new PeerVerifier(verifier(Optional.empty()), quotes.clock()).appraise(certificate);
    }

    private Appraisal endpoint() throws IOException {
        if (policy == null || quotes.isOfATime()) {
            throw new ParameterException(
                    spec.commandLine(),
                    policy == null
                            ? "a running enclave is appraised by a policy: --policy is missing"
                            : "a running enclave is appraised now: --at is for files");
        }
        PeerVerifier verifier =
                new PeerVerifier(verifier(Optional.empty()), InstantSource.system());
        Identity own =
                OwnIdentity.in(
                        Optional.ofNullable(identity), IdentityOptions.named("yagura command"));
        try (ApiClient client = new ApiClient(target, new MutualTls(own, verifier))) {
            return client.challenge();
        } catch (WatchException e) {
            return refusal(e).orElseThrow(() -> e);
        }
    }

    private Verifier verifier(Optional<CollateralSource> carried) throws IOException {
        return quotes.verifiers(
                        policy == null ? Optional.empty() : Optional.of(Trust.readPolicy(policy)))
                .apply(carried.orElse(CollateralSource.NONE));
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

    private void print(Row row, PrintWriter out) {
        if (json) {
            out.println(Json.write(row));
            return;
        }
        row.fields()
                .forEach((name, value) ->
                        out.printf("%-23s  %s%n", name, value == null ? "-" : value));
    }
}
