package dev.yagura.cli.exec;

import dev.yagura.cli.output.FilePrinter;
import dev.yagura.cli.output.Printable;
import dev.yagura.kernel.table.Row;
import dev.yagura.sandbox.fuse.Losses;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A VM's files in a folder of this host, for as long as a tool runs.
 *
 * @param folder where they are
 * @param vm the VM's name
 * @param facts what is to be said of the look, as {@link dev.yagura.enclave.watch.OpenFiles#facts};
 *     empty of a folder that somebody else made
 * @param lost completes, with the reason, once they cannot be read any more
 * @param losses what could not be read; empty where nobody counts
 */
public record Look(
        Path folder,
        String vm,
        Optional<Row> facts,
        CompletableFuture<String> lost,
        Optional<Losses> losses) {
    private static final int MAX_TOLD = 10;

    /** Returns the look that is a folder, whoever made it. */
    static Look at(Path folder, String vm) {
        return new Look(folder, vm, Optional.empty(), new CompletableFuture<>(), Optional.empty());
    }

    /**
     * Returns whether all files of the VM are there; what is in them may be damaged all the same.
     */
    boolean isComplete() {
        return facts.map(FilePrinter::isComplete).orElse(true);
    }

    /** Returns what is missing, for people: parts of the VM, and files that could not be read. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        facts.ifPresent(said -> add(remarks, "not covered: ", FilePrinter.notCovered(said)));
        losses.ifPresent(lost -> {
            add(remarks, "not read: ", lost.told().stream().map(Printable::of).toList());
            if (lost.count() > 0) {
                remarks.add("%d times something could not be read".formatted(lost.count()));
            }
        });
        return remarks;
    }

    private static void add(List<String> remarks, String before, List<String> texts) {
        texts.stream().limit(MAX_TOLD).map(before::concat).forEach(remarks::add);
        if (texts.size() > MAX_TOLD) {
            remarks.add(before + "%d more".formatted(texts.size() - MAX_TOLD));
        }
    }
}
