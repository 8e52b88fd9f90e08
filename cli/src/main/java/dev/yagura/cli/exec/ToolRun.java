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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Runs tools on looks at a VM, and tells of a run as a JSON object. */
public final class ToolRun {
    /** Output of a tool that is told; what is more is lost, and said. */
    private static final int MAX_OUTPUT_BYTES = 4 << 20;

    private final ToolsTree tools;
    private final Sandboxes sandboxes;
    private final Looks looks;
    private final CompletableFuture<String> stop;

    /** Makes the sandbox for a look. */
    @FunctionalInterface
    public interface Sandboxes {
        /**
         * Makes one.
         *
         * @param folder the guest's files
         */
        Sandbox of(Path folder) throws IOException;
    }

    /**
     * Prepares to run tools.
     *
     * @param stop completes, with the reason, if a tool that runs is to be ended
     */
    public ToolRun(
            ToolsTree tools, Sandboxes sandboxes, Looks looks, CompletableFuture<String> stop) {
        this.tools = tools;
        this.sandboxes = sandboxes;
        this.looks = looks;
        this.stop = stop;
    }

    /**
     * Runs a tool with this process's input and output.
     *
     * @param command a tool and its arguments
     * @param first is given what is to be said of the look before the tool runs; not called for a
     *     folder that somebody else made
     * @return how it ended, with all that is to be remarked
     * @throws IOException if the tree has no such tool, the VM cannot be looked at, or the sandbox
     *     could not be set up
     */
    public Outcome passThrough(List<String> command, Consumer<Row> first) throws IOException {
        String program = program(command);
        return looks.during(look -> {
            look.facts().ifPresent(first);
            return run(program, command, look, new Stdio.Inherited());
        });
    }

    /**
     * Runs a tool and tells of it.
     *
     * @return the fields {@code kind}, {@code vm}, {@code tool}, {@code arguments}, {@code
     *     version}, {@code started}, {@code seconds}, {@code status}, {@code timedOut}, {@code
     *     complete}, {@code remarks}, {@code recognised}, {@code findings}, {@code output}, {@code
     *     outputCut} and, of a VM that was looked at, {@code enclave}
     * @throws IOException as {@link #passThrough}
     */
    public Row told(List<String> command) throws IOException {
        String program = program(command);
        Path output = Files.createTempFile("yagura-", ".output");
        try {
            return looks.during(look -> told(program, command, look, output));
        } finally {
            Files.delete(output);
        }
    }

    private Row told(String program, List<String> command, Look look, Path output)
            throws IOException {
        Instant started = Instant.now();
        Outcome outcome = run(program, command, look, new Stdio.Files(output, output));
        Duration took = Duration.between(started, Instant.now());
        String text;
        try (InputStream in = Files.newInputStream(output)) {
            text = new String(in.readNBytes(MAX_OUTPUT_BYTES), UTF_8);
        }
        Optional<KnownTool> known = KnownTool.of(command.getFirst());
        String packageName = known.map(KnownTool::packageName).orElse(command.getFirst());
        Row row =
                Row.of(
                        "kind", "tool",
                        "vm", look.vm(),
                        "tool", command.getFirst(),
                        "arguments", command.subList(1, command.size()),
                        "version", tools.packages().get(packageName),
                        "started", started.toString(),
                        "seconds", took.toMillis() / 1000.0,
                        "status", outcome.status(),
                        "timedOut", outcome.timedOut(),
                        "complete", outcome.isWhole() && look.isComplete(),
                        "remarks", outcome.remarks(),
                        "recognised", known.isPresent(),
                        "findings", findings(known, text),
                        "output", text,
                        "outputCut", Files.size(output) > MAX_OUTPUT_BYTES);
        return look.facts()
                .map(facts -> row.with(Row.of("enclave", facts.text("enclave")).fields()))
                .orElse(row);
    }

    private static List<Map<String, Object>> findings(Optional<KnownTool> known, String output) {
        return known.map(tool -> tool.findings(output)).orElse(List.of()).stream()
                .map(ToolRun::fields)
                .toList();
    }

    private static Map<String, Object> fields(ToolFinding finding) {
        return Map.of("line", finding.line(), "text", finding.text());
    }

    /** Is asked before the VM is looked at: a word mistyped needs no VM to stand still. */
    private String program(List<String> command) throws IOException {
        return tools.program(command.getFirst())
                .orElseThrow(() ->
                        new IOException(
                                "%s: the tools tree %s has no such program"
                                        .formatted(command.getFirst(), tools.root())));
    }

    private Outcome run(String program, List<String> command, Look look, Stdio stdio)
            throws IOException {
        CompletableFuture<String> end =
                CompletableFuture.anyOf(stop, look.lost()).thenApply(String::valueOf);
        Outcome outcome =
                sandboxes
                        .of(look.folder())
                        .run(program, command.subList(1, command.size()), stdio, end);
        List<String> remarks = new ArrayList<>(outcome.remarks());
        remarks.addAll(look.remarks());
        return new Outcome(outcome.status(), outcome.ending(), remarks);
    }
}
