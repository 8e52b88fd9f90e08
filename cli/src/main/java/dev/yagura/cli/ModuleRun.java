package dev.yagura.cli;

import dev.yagura.bpf.module.ModuleInfo.Need;
import dev.yagura.cli.connect.Connection;
import dev.yagura.cli.output.Printable;
import dev.yagura.cli.output.Progress;
import dev.yagura.enclave.watch.ModuleFile;
import dev.yagura.enclave.watch.ModuleRequest;
import dev.yagura.enclave.watch.ModuleTrial;
import dev.yagura.enclave.watch.ScanRequest.TextFile;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run of a detector in C.
 *
 * @param said rows of kinds row, note, value and finding
 * @param end how it ended
 */
record ModuleRun(List<Row> said, Row end) {
    /** Runs it. */
    static ModuleRun of(
            VmOptions vm,
            Path object,
            Map<String, String> parameters,
            Optional<TextFile> baseline,
            PrintWriter err)
            throws IOException {
        boolean fake = vm.name().equals(ModuleTrial.VM);
        if (!fake) {
            vm.requireMemory("the kernel");
        }
        ModuleFile module = ModuleFiles.read(object, parameters);
        ModuleRequest request = new ModuleRequest(module, vm.live(), baseline);
        boolean readsFiles = module.info().needs().contains(Need.FILES);
        List<Row> said = new ArrayList<>();
        if (fake) {
            return new ModuleRun(said, ModuleTrial.run(request, said::add));
        }
        try (Progress progress = Progress.onTerminal(err);
                Connection connection = vm.connect(progress)) {
            if (readsFiles) {
                vm.askForKeys(connection, progress);
            }
            progress.step("running " + object);
            Row end = connection.watch().module(connection.guest(), request, said::add);
            return new ModuleRun(said, end);
        }
    }

    /** Returns the rows of a kind. */
    List<Row> ofKind(String kind) {
        return said.stream().filter(row -> row.text("kind").equals(kind)).toList();
    }

    /** Says what was not covered, and what stands behind the answer. */
    void sayWhatIsMissing(VmOptions vm, PrintWriter err) {
        gaps(end).forEach(gap -> err.println("not covered: " + Printable.of(gap)));
        if (vm.name().equals(ModuleTrial.VM)) {
            err.println(ModuleTrial.VM + ": a made-up guest, no VM");
        } else {
            vm.sayHowProtected(end, err);
        }
    }

    /** Returns what was not covered, as text. */
    static List<String> gaps(Row end) {
        List<String> texts = new ArrayList<>();
        if (end.fields().get("notCovered") instanceof List<?> gaps) {
            for (Object gap : gaps) {
                Object text = gap instanceof Map<?, ?> fields ? fields.get("text") : gap;
                texts.add(String.valueOf(text));
            }
        }
        return texts;
    }
}
