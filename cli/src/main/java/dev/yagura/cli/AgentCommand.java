package dev.yagura.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.policy.PolicyJson;
import dev.yagura.attestation.ratls.IdentityOptions;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.cli.connect.Agents;
import dev.yagura.cli.connect.OwnIdentity;
import dev.yagura.cli.connect.Trust;
import dev.yagura.enclave.api.Json;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.hypervisor.agent.Agent;
import dev.yagura.hypervisor.agent.AgentOptions;
import dev.yagura.hypervisor.agent.GivenDisk;
import dev.yagura.kernel.table.Row;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code yagura agent}: the process beside the hypervisor. */
@Command(
        name = "agent",
        description = "Serve memory and disks of this host's VMs to enclaves, until stopped.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The policy says who may read: a JSON object such as",
            "  {\"allowSimulated\": true, \"mrenclave\": [\"SHA256\"], \"pinnedKeys\": [\"SHA256\"]}",
            "Export NAME/memory of the endpoint is the guest-physical address space over NBD with",
            "TLS, NAME/disk/0 its first disk, as ciphertext where QEMU encrypts it: nbdinfo and",
            "nbdcopy read them with a key that the policy pins.",
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:stopped", "2:wrong usage", "3:could not start"})
final class AgentCommand implements Callable<Integer> {
    private static final IdentityOptions CERTIFICATE =
            IdentityOptions.named("yagura agent")
                    .reachableAs(List.of("localhost"), List.of("127.0.0.1", "::1"));

    @Spec private CommandSpec spec = CommandSpec.create();

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Mode mode = new Mode();

    /** Either by itself, or as a part of another command. */
    static final class Mode {
        @ArgGroup(exclusive = false)
        private @Nullable Standalone standalone;

        @Option(names = "--stdio", hidden = true)
        private boolean supervised;
    }

    /** Options of an agent by itself. */
    static final class Standalone {
        @Option(
                names = "--listen",
                paramLabel = "HOST:PORT|unix:PATH",
                required = true,
                description = "where to listen; port 0 takes a free one")
        private String listen = "";

        @Option(
                names = "--policy",
                paramLabel = "FILE",
                required = true,
                description = "who may read; nobody without one")
        private Path policy = Path.of("");

        @Option(
                names = "--vm",
                paramLabel = "VM",
                description =
                        "serve only this one, or these: name, pid, qmp:SOCKET, file:DUMP or"
                                + " disk:SOURCE;"
                                + " may be given several times")
        private List<String> vms = List.of();

        @Option(
                names = "--disk",
                paramLabel = "VM=SOURCE",
                description =
                        "a disk of this VM, beside those QEMU tells of: an image file,"
                                + " nbd://HOST[:PORT]/EXPORT or nbd+unix:///EXPORT?socket=PATH,"
                                + " relayed as it is; may be given several times")
        private List<String> disks = List.of();

        @Option(
                names = "--identity",
                paramLabel = "DIR",
                description = "folder of the agent's key and certificate; made if absent")
        private @Nullable Path identity;

        @Option(
                names = "--state",
                paramLabel = "DIR",
                description = "notes which VMs are paused, so that a killed agent's are resumed")
        private @Nullable Path state;

        @Option(names = "--json", description = "say what was started as JSON")
        private boolean json;
    }

    @Override
    public Integer call() throws IOException {
        Standalone options = mode.standalone;
        return mode.supervised || options == null ? supervised() : standalone(options);
    }

    private int standalone(Standalone options) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (Agent agent = start(options, err)) {
            agent.closeOnShutdown();
            agent.recovered().forEach(line -> err.println("agent: " + line));
            if (options.json) {
                out.println(
                        Json.write(
                                Row.of(
                                        "endpoint", agent.endpoint().toString(),
                                        "keyHash", agent.keyHash().hex())));
            } else {
                out.println("listening  " + agent.endpoint());
                out.println("key        " + agent.keyHash().hex());
            }
            out.flush();
            agent.awaitClose();
            return ExitCode.OK;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.OK;
        }
    }

    private static Agent start(Standalone options, PrintWriter err) throws IOException {
        try {
            AgentOptions agent =
                    AgentOptions.of(
                                    Endpoint.parse(options.listen),
                                    OwnIdentity.in(
                                            Optional.ofNullable(options.identity), CERTIFICATE),
                                    Trust.readPolicy(options.policy))
                            .withAudit(event -> err.println("agent: " + event));
            return Agents.start(
                    options.state == null ? agent : agent.withJournal(options.state),
                    options.vms,
                    options.disks.stream().map(GivenDisk::parse).toList());
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    /** Talks by lines of JSON, as {@link dev.yagura.enclave.EnclaveMain} does. */
    private int supervised() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        var identity = OwnIdentity.in(Optional.empty(), CERTIFICATE);
        say(out, Row.of("keyHash", identity.keyHash().hex()));
        String line = in.readLine();
        if (line == null) {
            throw new EOFException("agent configuration: end of input, expected one line");
        }
        Row config = Json.read(line);
        try (Agent agent =
                Agents.start(
                        AgentOptions.of(
                                        Endpoint.parse(config.text("listen")),
                                        identity,
                                        policy(config))
                                .withAudit(event -> {}),
                        List.of(config.text("vm")),
                        List.of())) {
            agent.closeOnShutdown(); // a terminal's interrupt comes to this process as well
            String endpoint = agent.endpoint().toString();
            say(out, Row.of("endpoint", endpoint, "guest", agent.selected().getFirst()));
            in.transferTo(Writer.nullWriter()); // until whoever started this is gone
            return ExitCode.OK;
        } catch (IOException e) {
            Reason reason = e instanceof WatchException w ? w.reason() : Reason.UNREACHABLE;
            say(out, Row.of("error", String.valueOf(e.getMessage()), "reason", reason.name()));
            return ExitCode.INCOMPLETE;
        }
    }

    private static AppraisalPolicy policy(Row config) throws IOException {
        if (!(config.fields().get("policy") instanceof Map<?, ?> map)) {
            throw new IOException("agent configuration: policy is missing, expected an object");
        }
        LinkedHashMap<String, @Nullable Object> fields = new LinkedHashMap<>();
        map.forEach((name, value) -> fields.put(String.valueOf(name), value));
        return PolicyJson.parse(
                "agent configuration: policy", Json.write(new Row(fields)).getBytes(UTF_8));
    }

    private static void say(PrintWriter out, Row row) {
        out.println(Json.write(row));
        out.flush();
    }
}
