package dev.yagura.cli;

import dev.yagura.cli.connect.EnclaveProcess;
import dev.yagura.cli.output.Printable;
import dev.yagura.enclave.api.Json;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code yagura enclave}: the enclave's process by itself. */
@Command(
        name = "enclave",
        description =
                "Run an enclave that reads VMs from agents and serves the API, until stopped.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The configuration is one JSON object:",
            "  {\"listen\": \"127.0.0.1:8443\",",
            "   \"agents\": [{\"name\": \"host-a\", \"endpoint\": \"HOST:PORT\", \"policy\": {…}}],",
            "   \"tenants\": {…}}",
            "where a policy such as {\"pinnedKeys\": [\"SHA256\"]} says whom to believe. \"files\":",
            "\"HOST:PORT\" beside listen says where opened files are read; else at a free port.",
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:stopped", "2:wrong usage", "3:could not start, or the enclave ended"})
final class EnclaveCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            required = true,
            description = "agents to read from and tenants to answer")
    private Path config = Path.of("");

    @Option(
            names = "--simulated",
            description =
                    "simulate an enclave, whoever could vouch for the program here (Gramine on SGX, a"
                            + " TDX trust domain)")
    private boolean simulated;

    @Option(names = "--json", description = "say what was started as JSON")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Row configuration = Json.read(Files.readString(config));
        try (EnclaveProcess enclave = EnclaveProcess.start(simulated)) {
            String endpoint = enclave.configure(configuration);
            if (json) {
                out.println(
                        Json.write(
                                Row.of(
                                        "endpoint",
                                        endpoint,
                                        "keyHash",
                                        enclave.keyHash().hex(),
                                        "mrenclave",
                                        enclave.measurement().hex(),
                                        "source",
                                        enclave.source())));
            } else {
                out.println("listening    " + endpoint);
                out.println("key          " + enclave.keyHash().hex());
                out.println("mrenclave    " + enclave.measurement().hex());
                out.println("evidence by  " + Printable.of(enclave.source()));
            }
            out.flush();
            return enclave.awaitExit() == 0 ? ExitCode.OK : ExitCode.INCOMPLETE;
        }
    }
}
