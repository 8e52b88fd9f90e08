package dev.yagura.it.tools;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tools that a VM has to be shown to as it is, each as it is called, and what is masked. */
public final class GuestTools {
    /** KiB of memory, and MiB: tools that run take some, and leave caches behind. */
    private static final int SOME_KIB = 32 * 1024;

    private static final int SOME_MIB = 32;

    /** KiB on a filesystem: a journal of the system's messages, a file that cron's job writes. */
    private static final int SOME_BLOCKS = 4 * 1024;

    /** Of a list of processes: the tool itself, the one that reads it, and their shell. */
    private static final int TOOLS_THEMSELVES = 4;

    private static final double SOME_LOAD = 0.6;

    /** Nobody can say who runs at the moment and who is about to, so R, S, D and I are one. */
    private static final Rule STATE = Rule.sameAs(state -> state.replaceFirst("^[RSDI]", "S"));

    /** A worker's name tells behind a dash what it works on, or has worked on last. */
    private static final Rule NAME =
            Rule.sameAs(name -> name.replaceFirst("(kworker/[\\w:]+)[-+][^\\]]*", "$1"));

    /** The share of the time since a process was started; that time and its CPU's are compared. */
    private static final Rule SHARE = Rule.masked();

    /** What a process has in memory can come and go while the tools run. */
    private static final Rule MEMORY = Rule.near(0);

    private static final Form LINES = Form.of();

    /** The kernel's own end of the question that {@code ss} itself is asking has it queued. */
    private static final Form SOCKETS =
            Form.of(new Shape("nl UNCONN (\\d+) 0 4:0 \\*", Rule.masked()));

    /**
     * The shell that answers has its standard input elsewhere, and its terminal at two more
     * numbers, while it does; so these three are left out. A file on an overlay is of one of its
     * layers, which has a device number of its own; what is shown is the overlay's.
     */
    private static final Form FILES =
            Form.of(
                            new Shape(
                                    "\\S+ \\d+ root \\S+ REG (\\d+,\\d+) \\d+ \\d+ /run/box/root/.*",
                                    Rule.masked()))
                    .without("shell \\d+ root (0r|11r|12w) .*");

    /** The first line of {@code uptime}, {@code w} and {@code top}. */
    private static final String UP =
            "(\\d+:\\d\\d:\\d\\d) up (.+?), \\d+ users?, load average: ([\\d.]+), ([\\d.]+), ([\\d.]+)";

    private static final Rule[] UP_RULES = {
        Rule.clock(),
        Rule.age(Quantity::ofAge),
        Rule.near(SOME_LOAD),
        Rule.near(SOME_LOAD),
        Rule.near(SOME_LOAD)
    };

    private static final Form PS =
            new Table(
                    "USER PID",
                    "",
                    LINES,
                    Set.of("PID"),
                    Map.of(
                            "%CPU", SHARE,
                            "%MEM", MEMORY,
                            "VSZ", MEMORY,
                            "RSS", MEMORY,
                            "STAT", STATE,
                            "TIME", Rule.grows(),
                            "COMMAND", NAME));

    private static final Form PS_THREADS =
            new Table(
                    "UID PID SPID",
                    "",
                    LINES,
                    Set.of("PID", "SPID"),
                    Map.of("C", SHARE, "TIME", Rule.grows(), "CMD", NAME));

    private static final Form TOP =
            new Table(
                    "PID USER",
                    "",
                    Form.of(
                            new Shape("top - " + UP, UP_RULES),
                            new Shape(
                                    "Tasks: (\\d+) total, (\\d+) running, (\\d+) sleeping,"
                                            + " \\d+ stopped, \\d+ zombie",
                                    Rule.near(TOOLS_THEMSELVES),
                                    Rule.near(TOOLS_THEMSELVES),
                                    Rule.near(TOOLS_THEMSELVES)),
                            new Shape("%Cpu\\(s\\):(.*)", SHARE),
                            new Shape(
                                    "MiB Mem : \\S+ total, (\\S+) free, (\\S+) used, (\\S+)"
                                            + " buff/cache",
                                    Rule.near(SOME_MIB),
                                    Rule.near(SOME_MIB),
                                    Rule.near(SOME_MIB)),
                            new Shape("MiB Swap: .* used. (\\S+) avail Mem", Rule.near(SOME_MIB))),
                    Set.of("PID"),
                    Map.of(
                            "S", STATE,
                            "%CPU", SHARE,
                            "%MEM", MEMORY,
                            "VIRT", MEMORY,
                            "RES", MEMORY,
                            "SHR", MEMORY,
                            "TIME+", Rule.grows(),
                            "COMMAND", NAME));

    private static final Form USERS =
            new Table(
                    "USER TTY",
                    "",
                    Form.of(new Shape(UP, UP_RULES)),
                    Set.of("USER", "TTY"),
                    Map.of(
                            "IDLE", Rule.age(Quantity::ofIdle),
                            "JCPU", Rule.grows(Quantity::ofIdle),
                            "PCPU", Rule.grows(Quantity::ofIdle)));

    private static final Form FREE =
            new Table(
                    "total used free",
                    "kind",
                    LINES,
                    Set.of("kind"),
                    Map.of(
                            "used", Rule.near(SOME_KIB),
                            "free", Rule.near(SOME_KIB),
                            "shared", Rule.near(SOME_KIB),
                            "buff/cache", Rule.near(SOME_KIB),
                            "available", Rule.near(SOME_KIB)));

    private static final Form ROOM =
            new Table(
                    "Filesystem",
                    "",
                    LINES,
                    Set.of("Filesystem", "Mounted"),
                    Map.of(
                            "Used", Rule.near(SOME_BLOCKS),
                            "Available", Rule.near(SOME_BLOCKS),
                            "Use%", Rule.near(1)));

    /** All of them, those that tell the time last: they have to tell a later one afterwards. */
    public static final List<GuestTool> ALL =
            List.of(
                    new GuestTool("netstat -anp", 20, LINES),
                    new GuestTool("ss -anp", 20, SOCKETS),
                    new GuestTool("lsof -n", 300, FILES),
                    new GuestTool("lsmod", 20, LINES),
                    new GuestTool("pstree -p", 10, new ProcessTree()),
                    new GuestTool("mount", 15, LINES),
                    new GuestTool("last", 2, LINES),
                    new GuestTool("ip -s link", 2, new LinkCounters()),
                    new GuestTool("free", 3, FREE),
                    new GuestTool("df", 5, ROOM),
                    new GuestTool("ps aux", 50, PS),
                    new GuestTool("ps -efT", 50, PS_THREADS),
                    new GuestTool("top -b -n1", 50, TOP),
                    new GuestTool("w", 3, USERS),
                    new GuestTool("uptime", 1, Form.of(new Shape(UP, UP_RULES))));

    private GuestTools() {}
}
