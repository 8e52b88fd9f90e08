package dev.yagura.enclave.watch;

import dev.yagura.bpf.module.ModuleDetector;
import dev.yagura.bpf.module.ModuleInfo.Need;
import dev.yagura.bpf.module.ModuleOutput;
import dev.yagura.detect.FileSource;
import dev.yagura.detect.Finding;
import dev.yagura.detect.GuestView;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Runs one detector in C over a look, and tells what it says: rows, notes, values, findings. */
final class ModuleLook {
    private final Collected collected = new Collected();
    private final List<Finding> found = new ArrayList<>();
    private final ModuleDetector detector;
    private final ScanRows findings;

    /** Keeps the rows of the last look: those of one that was repeated no longer hold. */
    private static final class Collected implements ModuleOutput {
        private final List<Row> rows = new ArrayList<>();

        @Override
        public void begin() {
            rows.clear();
        }

        @Override
        public void row(Row row) {
            rows.add(Row.of("kind", "row").with(row.fields()));
        }

        @Override
        public void note(String text) {
            rows.add(Row.of("kind", "note", "text", text));
        }

        @Override
        public void value(String key, String base64) {
            rows.add(Row.of("kind", "value", "key", key, "base64", base64));
        }
    }

    ModuleLook(ModuleRequest request, ScanRows findings) throws WatchException {
        this.detector = request.module().detector(ScanPlan.baseline(request.baseline()), collected);
        this.findings = findings;
    }

    /** Returns whether it opens files of the VM. */
    boolean readsFiles() {
        return detector.moduleInfo().needs().contains(Need.FILES);
    }

    /** Runs it, and returns how it ended. */
    Row run(LookAt look, FileSource files, Consumer<Row> sink) throws IOException {
        ScanReport report = look.read(linux -> judge(GuestView.of(linux, look.isLive(), files)));
        return tell(report, sink).with(look.facts().fields());
    }

    /** Runs it against memory that is nobody's, and returns how it ended. */
    Row run(Linux linux, Consumer<Row> sink) throws IOException {
        return tell(judge(GuestView.of(linux, false)), sink);
    }

    private ScanReport judge(GuestView guest) throws IOException {
        return Scan.of(List.of(detector), List.of(), List.of(), InstantSource.system())
                .run(guest, found::add);
    }

    private Row tell(ScanReport report, Consumer<Row> sink) {
        collected.rows.forEach(sink);
        found.forEach(finding -> sink.accept(findings.row(finding)));
        return findings.end(report);
    }
}
