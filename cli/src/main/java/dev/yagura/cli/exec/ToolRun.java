package dev.yagura.cli.exec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.table.Row;
import dev.yagura.sandbox.report.KnownTool;
import dev.yagura.sandbox.report.ToolFinding;
import dev.yagura.sandbox.run.Outcome;
import dev.yagura.sandbox.run.Sandbox;
import dev.yagura.sandbox.run.Stdio;
import dev.yagura.sandbox.tools.ToolsTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs tools in a sandbox, and tells of a run as a JSON object. */
public final class ToolRun {
    /** Output of a tool that is told; what is more is lost, and said. */
    private static final int MAX_OUTPUT_BYTES = 4 << 20;

    private final ToolsTree tools;
    private final Sandbox sandbox;

    /** Prepares to run tools of a tree in a sandbox that has it. */
    public ToolRun(ToolsTree tools, Sandbox sandbox) {
        this.tools = tools;
        this.sandbox = sandbox;
    }

    /**
     * Runs a tool with this process's input and output.
     *
     * @param command a tool and its arguments
     * @throws IOException if the tree has no such tool, or the sandbox could not be set up
     */
    public Outcome passThrough(List<String> command) throws IOException {
        return run(command, new Stdio.Inherited());
    }

    /**
     * Runs a tool and tells of it.
     *
     * @param vm as the user named it
     * @return the fields {@code kind}, {@code vm}, {@code tool}, {@code arguments}, {@code
     *     version}, {@code started}, {@code seconds}, {@code status}, {@code timedOut}, {@code
     *     remarks}, {@code recognised}, {@code findings}, {@code output} and {@code outputCut}
     * @throws IOException as {@link #passThrough}
     */
    public Row told(String vm, List<String> command) throws IOException {
        Path output = Files.createTempFile("yagura-", ".output");
        try {
            Instant started = Instant.now();
            Outcome outcome = run(command, new Stdio.Files(output, output));
            Duration took = Duration.between(started, Instant.now());
            String text;
            try (InputStream in = Files.newInputStream(output)) {
                text = new String(in.readNBytes(MAX_OUTPUT_BYTES), UTF_8);
            }
            Optional<KnownTool> known = KnownTool.of(command.getFirst());
            String packageName = known.map(KnownTool::packageName).orElse(command.getFirst());
            return Row.of(
                    "kind", "tool",
                    "vm", vm,
                    "tool", command.getFirst(),
                    "arguments", command.subList(1, command.size()),
                    "version", tools.packages().get(packageName),
                    "started", started.toString(),
                    "seconds", took.toMillis() / 1000.0,
                    "status", outcome.status(),
                    "timedOut", outcome.timedOut(),
                    "remarks", outcome.remarks(),
                    "recognised", known.isPresent(),
                    "findings", findings(known, text),
                    "output", text,
                    "outputCut", Files.size(output) > MAX_OUTPUT_BYTES);
        } finally {
            Files.delete(output);
        }
    }

    private static List<Map<String, Object>> findings(Optional<KnownTool> known, String output) {
        return known.map(tool -> tool.findings(output)).orElse(List.of()).stream()
                .map(ToolRun::fields)
                .toList();
    }

    private static Map<String, Object> fields(ToolFinding finding) {
        return Map.of("line", finding.line(), "text", finding.text());
    }

    private Outcome run(List<String> command, Stdio stdio) throws IOException {
        String program =
                tools.program(command.getFirst())
                        .orElseThrow(() ->
                                new IOException(
                                        "%s: the tools tree %s has no such program"
                                                .formatted(command.getFirst(), tools.root())));
        return sandbox.run(program, command.subList(1, command.size()), stdio);
    }
}
