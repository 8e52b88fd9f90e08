package dev.yagura.sandbox.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A tool whose output is understood. */
public enum KnownTool {
    /** {@code INFECTED}, warnings, sniffers, hidden processes, indications of a rootkit. */
    CHKROOTKIT(
            "chkrootkit",
            "(?<!not )\\bINFECTED\\b|\\bVulnerable but disabled\\b|^WARNING:|PACKET SNIFFER\\("
                    + "|process(es)? hidden for |^Possible |PROMISC\\b(?!.*not )",
            "INFECTED \\(PORTS: *\\) not|\\bnot (infected|tested|found)\\b"),

    /** Tests that end with {@code [ Warning ]}, and warnings of {@code --report-warnings-only}. */
    RKHUNTER("rkhunter", "\\[ Warning ]$|^Warning: |\\[ Found ]$", ""),

    /** Hidden and made-up processes, and hidden ports. */
    UNHIDE("unhide", "^Found (HIDDEN|FAKE) PID|^Found Hidden port", ""),

    /** Warnings; suggestions to harden a system are none. */
    LYNIS("lynis", "\\[ ?WARNING ?]|^! .+\\[[A-Z]+-\\d+]", ""),

    /** Entries that were added, removed or changed. */
    AIDE("aide", "^[fdlbcpsD?][=<>+.! a-zA-Z-]{10,}: /", ""),

    /** Files that are not as their package has them. */
    DEBSUMS("debsums", "\\sFAILED$|^debsums: (changed|missing) file |REPLACED$", "");

    private final String program;
    private final Pattern found;
    private final Optional<Pattern> not;

    KnownTool(String program, String found, String not) {
        this.program = program;
        this.found = Pattern.compile(found);
        this.not = not.isEmpty() ? Optional.empty() : Optional.of(Pattern.compile(not));
    }

    /**
     * Returns the tool that a program is.
     *
     * @param program a name or path
     */
    public static Optional<KnownTool> of(String program) {
        String name = program.substring(program.lastIndexOf('/') + 1);
        return Arrays.stream(values())
                .filter(tool -> name.equals(tool.program) || name.equals(tool.program + "-linux"))
                .findFirst();
    }

    /** Returns Debian's name of the package. */
    public String packageName() {
        return program;
    }

    /** Returns the lines of an output that report something, in order. */
    public List<ToolFinding> findings(String output) {
        List<ToolFinding> findings = new ArrayList<>();
        int number = 0;
        for (String line : output.lines().toList()) {
            number++;
            String text = line.strip();
            if (found.matcher(text).find()
                    && not.stream().noneMatch(pattern -> pattern.matcher(text).find())) {
                findings.add(new ToolFinding(number, text));
            }
        }
        return findings;
    }
}
