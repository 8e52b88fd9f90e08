package dev.yagura.cli;

import dev.yagura.bpf.module.ModuleInfo;
import dev.yagura.bpf.module.ModuleInfo.Need;
import dev.yagura.cli.connect.Connection;
import dev.yagura.cli.module.InstalledModules;
import dev.yagura.cli.output.Printable;
import dev.yagura.cli.output.Progress;
import dev.yagura.detect.baseline.ModuleValues;
import dev.yagura.enclave.watch.ModuleFile;
import dev.yagura.enclave.watch.ModuleRequest;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Runs detectors in C for what they keep in a baseline. */
final class KeptByModules {
    private final SortedMap<String, ModuleFile> modules = new TreeMap<>();
    private final SortedMap<String, ModuleValues> values = new TreeMap<>();
    private final List<String> gaps = new ArrayList<>();

    private KeptByModules() {}

    /**
     * Chooses them.
     *
     * @param asked objects that must have a baseline
     * @throws UsageException if one of those has none
     */
    static KeptByModules of(List<Path> asked, boolean noInstalled) throws IOException {
        KeptByModules all = new KeptByModules();
        if (!noInstalled) {
            for (Path object : InstalledModules.ofThisUser().objects()) {
                all.add(object);
            }
        }
        for (Path object : asked) {
            if (!all.add(object)) {
                throw new UsageException(
                        "--module: %s: keeps nothing, expected one that says MODULE_HAS_BASELINE"
                                .formatted(object));
            }
        }
        return all;
    }

    private boolean add(Path object) throws IOException {
        ModuleFile module = ModuleFiles.read(object, Map.of());
        ModuleInfo info = module.info();
        if (!info.needs().contains(Need.BASELINE)) {
            return false;
        }
        modules.put(info.detector().id(), module);
        return true;
    }

    /** Runs each, and takes what it keeps. */
    void record(Connection connection, VmOptions vm, Progress progress) throws IOException {
        for (Map.Entry<String, ModuleFile> entry : modules.entrySet()) {
            if (entry.getValue().info().needs().contains(Need.FILES)) {
                vm.askForKeys(connection, progress);
            }
            progress.step("running " + entry.getKey());
            ModuleValues.Collector kept = ModuleValues.collector();
            Row end =
                    connection
                            .watch()
                            .module(
                                    connection.guest(),
                                    new ModuleRequest(
                                            entry.getValue(), vm.live(), Optional.empty()),
                                    row -> take(row, kept));
            values.put(entry.getKey(), kept.done());
            gaps.addAll(ModuleRun.gaps(end));
        }
    }

    private static void take(Row row, ModuleValues.Collector kept) {
        if (row.text("kind").equals("value")) {
            try {
                kept.keep(row.text("key"), Base64.getDecoder().decode(row.text("base64")));
            } catch (IllegalArgumentException e) {
                throw new UncheckedIOException(
                        new WatchException(Reason.INCOMPLETE, "baseline: " + e.getMessage(), e));
            }
        }
    }

    /** Returns what they keep, by their ids. */
    SortedMap<String, ModuleValues> values() {
        return Collections.unmodifiableSortedMap(values);
    }

    /** Says what was recorded; returns whether each came to its end. */
    boolean say(Path file, PrintWriter err) {
        gaps.forEach(gap -> err.println("not covered: " + Printable.of(gap)));
        values.forEach((id, kept) ->
                err.println(
                        "%d values of %s recorded in %s"
                                .formatted(kept.values().size(), id, file)));
        return gaps.isEmpty();
    }
}
