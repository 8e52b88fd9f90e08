package dev.yagura.cli;

import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.cli.connect.Connection;
import dev.yagura.cli.connect.Connections;
import dev.yagura.cli.connect.KernelSourceFiles;
import dev.yagura.cli.connect.PeerKeys;
import dev.yagura.cli.connect.Trust;
import dev.yagura.cli.output.Printable;
import dev.yagura.cli.output.Progress;
import dev.yagura.cli.vm.VmSpec;
import dev.yagura.enclave.watch.Watch.SourceKind;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The parameters and options of every command that reads a VM. */
final class VmOptions {
    @Parameters(
            index = "0",
            paramLabel = "VM",
            description =
                    "name, pid, qmp:SOCKET, file:DUMP[,disk:SOURCE], disk:SOURCE[,format=raw],"
                            + " agent:HOST:PORT, agent:unix:SOCKET or enclave:HOST:PORT; the last"
                            + " three may end in ,vm=NAME")
    private String vm = "";

    @Option(
            names = "--unprotected",
            description = "read memory and disks in this process: no TLS, no enclave")
    private boolean unprotected;

    @Option(names = "--live", description = "look without pausing the VM")
    private boolean live;

    @Option(
            names = "--peer-key",
            paramLabel = "SHA256|FILE",
            description =
                    "public key of the agent: or enclave: to believe: SHA-256, or certificate")
    private @Nullable String peerKey;

    @Option(
            names = "--peer-policy",
            paramLabel = "FILE",
            description = "appraisal policy that the agent: or enclave: must meet")
    private @Nullable Path peerPolicy;

    @Option(
            names = "--identity",
            paramLabel = "DIR",
            description = "folder of our own key and certificate; made if absent")
    private @Nullable Path identity;

    @Option(
            names = "--system-map",
            paramLabel = "FILE",
            description = "symbols for a kernel without kallsyms")
    private @Nullable Path systemMap;

    @Option(
            names = "--isf",
            paramLabel = "FILE",
            description =
                    "Volatility symbol file (.json, .json.xz) for a kernel without BTF or kallsyms")
    private @Nullable Path isf;

    @Mixin private KeyOptions keys = new KeyOptions();

    /** Returns what the VM was called. */
    String name() {
        return vm;
    }

    boolean live() {
        return live;
    }

    /** Refuses a VM of which there are only disk images. */
    void requireMemory(String asked) {
        if (spec() instanceof VmSpec.Saved saved && saved.memory().isEmpty()) {
            throw new UsageException(
                    "VM \"%s\": there are disks only, and %s is in memory".formatted(vm, asked));
        }
    }

    /** Refuses what cannot be a VM's name, before anything is begun for it. */
    void requirePossible() {
        spec();
    }

    private VmSpec spec() {
        try {
            return VmSpec.parse(vm);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    /** Connects to whoever watches the VM, and gives the symbol files the user named. */
    Connection connect(Progress progress) throws IOException {
        Connection connection;
        try {
            spec(); // a VM that cannot be is said before a file of keys is missed
            Trust trust = new Trust(unprotected, peerPolicy(), Optional.ofNullable(identity));
            connection = Connections.open(vm, trust, progress);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        try {
            provide(connection, SourceKind.SYSTEM_MAP, systemMap);
            provide(connection, SourceKind.ISF, isf);
            keys.give(connection);
            return connection;
        } catch (IOException e) {
            connection.close();
            throw e;
        }
    }

    /** Asks a person for keys that are missing, if there is one. For commands that read disks. */
    void askForKeys(Connection connection, Progress progress) throws IOException {
        progress.clear();
        keys.askFor(connection);
    }

    /** Says on {@code err} what stands behind the answer: the user must not mistake simulation. */
    void sayHowProtected(Row end, PrintWriter err) {
        switch (end.text("enclave")) {
            case "none" -> err.println("unprotected: read in this process, without an enclave");
            case "simulated" ->
                    err.println(
                            "enclave: simulated (no SGX): this host's administrators could read and"
                                    + " change what it does");
            default -> err.println("enclave: " + Printable.of(end.text("enclave")));
        }
        String layout = end.text("layout");
        if (!layout.isEmpty()) {
            err.printf(
                    "raw file: read as the RAM file of a %s guest, part of it above 4 GiB%n",
                    Printable.of(layout));
        }
    }

    private Optional<AppraisalPolicy> peerPolicy() throws IOException {
        if (peerKey != null && peerPolicy != null) {
            throw new UsageException("--peer-key and --peer-policy exclude each other");
        }
        if (peerKey != null) {
            return Optional.of(AppraisalPolicy.pinning(PeerKeys.read(peerKey)));
        }
        return peerPolicy == null ? Optional.empty() : Optional.of(Trust.readPolicy(peerPolicy));
    }

    private static void provide(Connection connection, SourceKind kind, @Nullable Path file)
            throws IOException {
        if (file != null) {
            connection
                    .watch()
                    .provide(connection.guest(), kind, KernelSourceFiles.read(kind, file));
        }
    }
}
