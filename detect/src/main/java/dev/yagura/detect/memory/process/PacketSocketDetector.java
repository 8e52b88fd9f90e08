package dev.yagura.detect.memory.process;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.ProcessEvidence;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.net.Interfaces;
import dev.yagura.kernel.linux.net.Listing;
import dev.yagura.kernel.linux.net.NetInterface;
import dev.yagura.kernel.linux.net.Socket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds who reads all frames that pass: the kind sniffer of chkrootkit. */
final class PacketSocketDetector implements Detector {
    /** {@code ETH_P_ALL}, include/uapi/linux/if_ether.h. */
    private static final int ALL_FRAMES = 3;

    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.process.packet-socket",
                    "socket or interface that takes frames of others",
                    Severity.WARNING,
                    List.of("T1040"),
                    "Lists packet sockets with the processes that hold them, and interfaces that"
                            + " were told to take every frame (the count, not the flag, which a"
                            + " rootkit hides). Looking alike: clients of DHCP and daemons of link"
                            + " layers; a packet socket of theirs that asks for one type of frames is"
                            + " not reported, if the program is root's. Ports of bridges and their"
                            + " like take every frame to forward them: there a handler of the kernel"
                            + " or a module stands behind, and they are not reported either. An"
                            + " administrator's tcpdump is reported. Not seen: BPF programs and hooks"
                            + " that read frames without a socket.",
                    "Ask who captures packets on this VM. If nobody does, look at the process.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        Programs programs = Programs.of(context.linux());
        Map<Integer, Task> processes = new HashMap<>();
        context.linux().tasks().processes().forEach(task -> processes.put(task.tgid(), task));
        List<Socket> sniffing = new ArrayList<>();
        SocketFiles sockets = SocketFiles.of(context);
        for (Socket socket : sockets.all()) {
            if (socket.protocol().equals("packet") && !socket.ofKernel()) {
                sniffing.add(socket);
                judge(context, programs, processes, socket);
            }
        }
        context.lookedAt("sockets that may sniff", sockets.all().size());
        Listing<NetInterface> interfaces = new Interfaces(context.linux()).list();
        interfaces.gaps().forEach(gap -> context.notCovered(gap.what(), gap.why()));
        context.lookedAt("interfaces that may take all", interfaces.items().size());
        for (NetInterface net : interfaces.items()) {
            if (net.promiscuity() != 0 && net.receiveHandler() == 0) {
                report(context, net, sniffing);
            }
        }
    }

    private static void judge(
            DetectorContext context, Programs programs, Map<Integer, Task> processes, Socket socket)
            throws IOException {
        Optional<Task> holder =
                socket.pid().isPresent()
                        ? Optional.ofNullable(processes.get(socket.pid().getAsInt()))
                        : Optional.empty();
        boolean all = socket.protocolNumber() == ALL_FRAMES;
        if (!all && (socket.protocolNumber() == 0 || isExpected(programs, holder))) {
            return; // Number 0 receives nothing: it only sends.
        }
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(
                new Evidence.Value(
                        "packet socket of type %s".formatted(socket.type()),
                        socket.gva(),
                        "num",
                        "0x%04x".formatted(socket.protocolNumber()),
                        "no packet socket, or one type of frames and a program that is for that"));
        if (holder.isPresent()) {
            evidence.add(ProcessEvidence.of(context.linux(), holder.get()));
        }
        context.report(
                all ? Confidence.HIGH : Confidence.LOW,
                "packet socket at 0x%x".formatted(socket.gva()),
                "%s receives %s"
                        .formatted(
                                holder.map(EachProcess::name)
                                        .orElse("a packet socket that no process holds"),
                                all
                                        ? "all frames of the network"
                                        : "frames of type 0x%04x"
                                                .formatted(socket.protocolNumber())),
                evidence);
    }

    private static boolean isExpected(Programs programs, Optional<Task> holder) throws IOException {
        return holder.isPresent()
                && programs.of(holder.get())
                        .filter(loaded -> Programs.isRoots(loaded.file()))
                        .filter(loaded ->
                                KnownNames.LINK_LAYER.has(
                                                Programs.baseName(loaded.file().path().name()))
                                        || KnownNames.LINK_LAYER.has(holder.get().comm()))
                        .isPresent();
    }

    private static void report(DetectorContext context, NetInterface net, List<Socket> sniffing)
            throws IOException {
        List<String> pids =
                sniffing.stream()
                        .filter(socket ->
                                socket.namespace().gva() == net.namespace().gva()
                                        && (socket.boundInterface() == 0
                                                || socket.boundInterface() == net.index()))
                        .flatMap(socket -> socket.pids().stream())
                        .distinct()
                        .map(String::valueOf)
                        .toList();
        context.report(
                pids.isEmpty() ? Confidence.LOW : Confidence.MEDIUM,
                "interface %s at 0x%x".formatted(net.name(), net.gva()),
                "interface %s takes every frame%s"
                        .formatted(
                                net.name(),
                                pids.isEmpty()
                                        ? ""
                                        : ", with packet sockets of processes "
                                                + String.join(", ", pids)),
                List.of(
                        new Evidence.Value(
                                "interface %s, index %d, flags %s"
                                        .formatted(net.name(), net.index(), net.flags()),
                                net.gva(),
                                "promiscuity",
                                Long.toString(net.promiscuity()),
                                "0, or a bridge's handler behind it")));
    }
}
