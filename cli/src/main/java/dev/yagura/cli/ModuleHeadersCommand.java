package dev.yagura.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bpf.fake.FakeGuest;
import dev.yagura.bpf.header.HeaderWriter;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.cli.connect.Connection;
import dev.yagura.cli.module.BtfFile;
import dev.yagura.cli.output.CollectedContent;
import dev.yagura.cli.output.Progress;
import dev.yagura.enclave.watch.ExtractRequest;
import dev.yagura.enclave.watch.ModuleTrial;
import dev.yagura.kernel.linux.content.ContentRequest;
import dev.yagura.kernel.table.Row;
import dev.yagura.kernel.types.Btf;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code yagura module headers}: a kernel's types as a header for C. */
@Command(
        name = "headers",
        description = {
            "Write a kernel's types as a header for C, vmlinux.h, out of its BTF.",
            "VM may also be the path of a file with BTF: /sys/kernel/btf/vmlinux, or a vmlinux;",
            "or fake:linux, the made-up guest for detectors without a VM.",
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:it is written", "2:wrong usage", "3:the types could not be read"})
final class ModuleHeadersCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private VmOptions vm = new VmOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "the header; it is replaced. Else it is printed")
    private @Nullable Path output;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        byte[] btf = types(err);
        String header;
        try {
            header = HeaderWriter.write(Btf.parse(MemorySegment.ofArray(btf)).graph());
        } catch (MalformedStructureException e) {
            throw new IOException("%s: %s".formatted(vm.name(), e.getMessage()), e);
        }
        if (output == null) {
            spec.commandLine().getOut().print(header);
        } else {
            Files.writeString(output, header, UTF_8);
        }
        return ExitCode.OK;
    }

    private byte[] types(PrintWriter err) throws IOException {
        if (vm.name().equals(ModuleTrial.VM)) {
            return FakeGuest.types();
        }
        Optional<byte[]> file = BtfFile.read(Path.of(vm.name()));
        return file.isPresent() ? file.get() : ofVm(err);
    }

    private byte[] ofVm(PrintWriter err) throws IOException {
        vm.requireMemory("the kernel");
        CollectedContent types = new CollectedContent();
        Row end;
        try (Progress progress = Progress.onTerminal(err);
                Connection connection = vm.connect(progress)) {
            progress.step("reading the kernel's types");
            end =
                    connection
                            .watch()
                            .extract(
                                    connection.guest(),
                                    new ExtractRequest(new ContentRequest.Types(), vm.live()),
                                    types);
        }
        vm.sayHowProtected(end, err);
        return types.bytes();
    }
}
