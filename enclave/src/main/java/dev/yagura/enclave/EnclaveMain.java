package dev.yagura.enclave;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.ratls.IdentityFiles;
import dev.yagura.attestation.simulation.CodeMeasurement;
import dev.yagura.attestation.source.EvidenceSource;
import dev.yagura.enclave.api.Json;
import dev.yagura.kernel.table.Row;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The enclave's process.
 *
 * <p>Writes one line of JSON with its certificate, reads one line with an {@link EnclaveConfig},
 * writes one line with the endpoint of its API, and ends when its standard input does. A failure
 * before that is a line with the field {@code error}.
 *
 * <p>Whoever vouches for the process is found in its surroundings; with the argument {@value
 * #SIMULATED} nobody is looked for.
 */
public final class EnclaveMain {
    /** The argument of an enclave that is to be simulated wherever it runs. */
    public static final String SIMULATED = "simulated";

    private EnclaveMain() {}

    /** Runs the enclave; exits with 0, or with 3 if it could not be brought up. */
    public static void main(String[] args) throws IOException {
        if (args.length == 1 && args[0].equals("rehearse")) {
            Rehearsal.run();
            return;
        }
        PrintStream out = System.out;
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        try {
            Sha256 measurement = CodeMeasurement.of(codeFiles());
            EvidenceSource source =
                    List.of(args).equals(List.of(SIMULATED))
                            ? EvidenceSource.NONE
                            : EvidenceSource.find();
            Enclave enclave = Enclave.in(source, measurement);
            say(
                    out,
                    Row.of(
                            "source", source.name(),
                            "certificate", IdentityFiles.pem(enclave.identity().certificate()),
                            "keyHash", enclave.identity().keyHash().hex()));
            String config = in.readLine();
            if (config == null) {
                throw new EOFException("enclave configuration: end of input, expected one line");
            }
            try (Enclave.Running running = enclave.serve(EnclaveConfig.read(config))) {
                InetSocketAddress address = running.address();
                say(
                        out,
                        Row.of(
                                "endpoint",
                                address.getAddress().getHostAddress() + ":" + address.getPort()));
                in.transferTo(Writer.nullWriter()); // until whoever started this is gone
            }
        } catch (IOException e) {
            say(out, Row.of("error", String.valueOf(e.getMessage())));
            System.exit(3);
        }
    }

    /** The jars on this process's module path; the JDK's own image is not among them. */
    private static List<Path> codeFiles() throws IOException {
        List<Path> jars = new ArrayList<>();
        String modulePath = System.getProperty("jdk.module.path", "");
        for (String entry : modulePath.split(File.pathSeparator, -1)) {
            try (Stream<Path> files = Files.list(Path.of(entry))) {
                files.filter(file -> file.toString().endsWith(".jar")).forEach(jars::add);
            }
        }
        return jars;
    }

    private static void say(PrintStream out, Row row) {
        out.println(Json.write(row));
        out.flush();
    }
}
