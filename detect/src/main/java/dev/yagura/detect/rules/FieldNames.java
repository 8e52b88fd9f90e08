package dev.yagura.detect.rules;

import dev.yagura.kernel.table.Column;
import dev.yagura.kernel.table.GuestTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What fields of other projects' rules are called here: Falco's ({@code proc.name}) and Sigma's
 * ({@code Image}). A name works in each view that has its column.
 */
public final class FieldNames {
    private static final SequencedMap<String, String> COLUMNS = columns();

    private FieldNames() {}

    private static SequencedMap<String, String> columns() {
        SequencedMap<String, String> columns = new LinkedHashMap<>();
        columns.put("proc.name", "comm");
        columns.put("proc.pid", "pid");
        columns.put("proc.ppid", "ppid");
        columns.put("proc.cmdline", "cmdline");
        columns.put("proc.exepath", "exe");
        columns.put("proc.cwd", "cwd");
        columns.put("proc.env", "env");
        columns.put("proc.tty", "ttyDevice");
        columns.put("proc.sid", "session");
        columns.put("proc.vpgid", "pgrp");
        columns.put("proc.pname", "parentComm");
        columns.put("proc.pexepath", "parentExe");
        columns.put("proc.pcmdline", "parentCmdline");
        columns.put("thread.tid", "tid");
        columns.put("thread.cap_effective", "capEffective");
        columns.put("thread.cap_permitted", "capPermitted");
        columns.put("user.uid", "uid");
        columns.put("user.loginuid", "loginUid");
        columns.put("container.id", "container");
        columns.put("fd.num", "fd");
        columns.put("fd.type", "type");
        columns.put("fd.name", "path");
        columns.put("fd.ino", "inode");
        columns.put("fd.l4proto", "protocol");
        columns.put("fd.sport", "localPort");
        columns.put("fd.lport", "localPort");
        columns.put("fd.rport", "remotePort");
        columns.put("fd.sip", "localAddress");
        columns.put("fd.lip", "localAddress");
        columns.put("fd.rip", "remoteAddress");
        columns.put("Image", "exe");
        columns.put("CommandLine", "cmdline");
        columns.put("CurrentDirectory", "cwd");
        columns.put("ProcessId", "pid");
        columns.put("ParentProcessId", "ppid");
        columns.put("ParentImage", "parentExe");
        columns.put("ParentCommandLine", "parentCmdline");
        columns.put("User", "uid");
        columns.put("TargetFilename", "path");
        columns.put("ImageLoaded", "path");
        columns.put("Protocol", "protocol");
        columns.put("SourceIp", "localAddress");
        columns.put("SourcePort", "localPort");
        columns.put("DestinationIp", "remoteAddress");
        columns.put("DestinationPort", "remotePort");
        return columns;
    }

    /** Returns all names and the columns that they stand for. */
    public static Map<String, String> all() {
        return COLUMNS;
    }

    /** Returns the column of a view that a name stands for: its own, Falco's or Sigma's. */
    static Optional<Column> column(GuestTable view, String name) {
        List<Column> columns = view.columns();
        return named(columns, name).or(() -> named(columns, COLUMNS.getOrDefault(name, "")));
    }

    private static Optional<Column> named(List<Column> columns, String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }
}
