package dev.yagura.detect.memory.process;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.ProcessEvidence;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.net.Socket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds shells that somebody on the network types into. */
final class ReverseShellDetector implements Detector {
    private static final int STANDARD_FILES = 3;

    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.process.reverse-shell",
                    "shell whose input or output is a network socket",
                    Severity.CRITICAL,
                    List.of("T1059.004", "T1571"),
                    "Looks at the standard input, output and error of shells, and of interpreters"
                            + " with all three the same: a TCP, UDP, SCTP or VM socket there, or one"
                            + " made without a connection to it, means that the one at the other end"
                            + " commands it. What is a shell is told by the program's file and by the"
                            + " process's name. Looking alike: scripts that inetd starts for a"
                            + " connection. sshd gives its shells a terminal or a Unix socket, which"
                            + " are not reported; so a shell behind a relay (socat, a pipe and nc) is"
                            + " not seen here.",
                    "Note the other end's address. Look who started the shell, and what it"
                            + " started.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        SocketFiles sockets = SocketFiles.of(context);
        Programs programs = Programs.of(context.linux());
        EachProcess.of(
                context,
                "processes' standard files",
                process -> {
                    if (!process.kernelThread()) {
                        judge(context, sockets, programs, process);
                    }
                });
    }

    private static void judge(
            DetectorContext context, SocketFiles sockets, Programs programs, Task process)
            throws IOException {
        List<Evidence> evidence = new ArrayList<>();
        Optional<Socket> first = Optional.empty();
        boolean same = true;
        for (int fd = 0; fd < STANDARD_FILES; fd++) {
            Optional<Socket> socket = sockets.at(process.tgid(), fd).filter(s -> isNetwork(s));
            same &= socket.isPresent() && (fd == 0 || socket.equals(first));
            if (socket.isEmpty()) {
                continue;
            }
            first = first.isPresent() ? first : socket;
            evidence.add(
                    new Evidence.Value(
                            "descriptor %d of %s".formatted(fd, EachProcess.name(process)),
                            socket.get().gva(),
                            "file",
                            SocketFiles.describe(socket.get()),
                            "a terminal, pipe or file"));
        }
        if (first.isEmpty()
                || !(isShell(programs, process) || (same && interprets(programs, process)))) {
            return;
        }
        evidence.add(ProcessEvidence.of(context.linux(), process));
        boolean input = sockets.at(process.tgid(), 0).filter(s -> isNetwork(s)).isPresent();
        context.report(
                input ? Confidence.HIGH : Confidence.MEDIUM,
                EachProcess.subject(process),
                "%s reads its commands from, or answers to, a %s"
                        .formatted(EachProcess.name(process), SocketFiles.describe(first.get())),
                evidence);
    }

    private static boolean isNetwork(Socket socket) {
        String protocol = socket.protocol();
        return protocol.startsWith("tcp")
                || protocol.startsWith("udp")
                || protocol.startsWith("sctp")
                || protocol.startsWith("mptcp")
                || protocol.startsWith("icmp")
                || protocol.startsWith("raw")
                || protocol.equals("vsock");
    }

    private static boolean isShell(Programs programs, Task process) throws IOException {
        return is(KnownNames.SHELLS, programs, process);
    }

    private static boolean interprets(Programs programs, Task process) throws IOException {
        return is(KnownNames.INTERPRETERS, programs, process);
    }

    private static boolean is(KnownNames names, Programs programs, Task process)
            throws IOException {
        if (names.has(process.comm())) {
            return true;
        }
        Optional<String> program =
                programs.of(process).map(found -> Programs.baseName(found.file().path().name()));
        // One file of busybox is hundreds of programs; there the process's name decides.
        return program.isPresent() && !program.get().equals("busybox") && names.has(program.get());
    }
}
