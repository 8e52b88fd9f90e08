package dev.yagura.testkit.guest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the texts of a guest's {@code /proc}. */
final class ProcText {
    private static final Pattern PROCESS = Pattern.compile("(\\d+) (\\d+) (\\d+) (.*)");
    private static final Pattern MODULE =
            Pattern.compile("(\\S+) (\\d+) (-|\\d+) \\S+ \\S+ 0x([0-9a-f]+).*");
    private static final Pattern SYMBOL = Pattern.compile("([0-9a-f]+) \\S (\\S+)(\\s.*)?");

    private ProcText() {}

    /** Reads what the guest's {@code processes} script prints. Returns the processes by pid. */
    static List<GuestProcess> processes(String text) throws IOException {
        List<GuestProcess> processes = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher fields = matching(PROCESS, line, "\"pid ppid uid comm\"");
            processes.add(
                    new GuestProcess(
                            Integer.parseInt(fields.group(1)),
                            Integer.parseInt(fields.group(2)),
                            // The user id 2^32 - 1 does not fit an int and is nobody's.
                            Integer.parseUnsignedInt(fields.group(3)),
                            unescaped(fields.group(4))));
        }
        processes.sort(Comparator.comparingInt(GuestProcess::pid));
        return processes;
    }

    /** Reads {@code /proc/modules}; keeps its order. */
    static List<GuestModule> modules(String text) throws IOException {
        List<GuestModule> modules = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher fields = matching(MODULE, line, "a line of /proc/modules");
            modules.add(
                    new GuestModule(
                            fields.group(1),
                            Long.parseLong(fields.group(2)),
                            fields.group(3).equals("-") ? 0 : Integer.parseInt(fields.group(3)),
                            Long.parseUnsignedLong(fields.group(4), 16)));
        }
        return modules;
    }

    /** Reads lines of {@code /proc/kallsyms}; of symbols with equal names the first one counts. */
    static Map<String, Long> symbols(String text) throws IOException {
        Map<String, Long> symbols = new HashMap<>();
        for (String line : text.lines().toList()) {
            Matcher fields = matching(SYMBOL, line, "a line of /proc/kallsyms");
            symbols.putIfAbsent(fields.group(2), Long.parseUnsignedLong(fields.group(1), 16));
        }
        return symbols;
    }

    /** Undoes what {@code /proc/PID/status} does to names: {@code \n} and {@code \\}. */
    private static String unescaped(String name) {
        return Pattern.compile("\\\\(.)")
                .matcher(name)
                .replaceAll(found ->
                        Matcher.quoteReplacement(
                                found.group(1).equals("n") ? "\n" : found.group(1)));
    }

    private static Matcher matching(Pattern pattern, String line, String expected)
            throws IOException {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.matches()) {
            throw new IOException("guest: found \"%s\", expected %s".formatted(line, expected));
        }
        return matcher;
    }
}
