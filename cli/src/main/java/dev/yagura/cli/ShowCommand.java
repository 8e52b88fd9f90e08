package dev.yagura.cli;

import dev.yagura.cli.connect.Connection;
import dev.yagura.cli.output.Progress;
import dev.yagura.cli.output.ViewPrinter;
import dev.yagura.enclave.api.Json;
import dev.yagura.enclave.watch.Answer;
import dev.yagura.enclave.watch.View;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yagura show}: one view of a VM. */
@Command(
        name = "show",
        description = "Show what a VM's memory says: its kernel, processes or modules.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:shown in full", "2:wrong usage", "3:could not be read in full"})
final class ShowCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private VmOptions vm = new VmOptions();

    @Parameters(index = "1", paramLabel = "VIEW", description = "kernel, processes or modules")
    private String view = "";

    @Option(names = "--json", description = "one JSON object a line")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        View wanted = View.of(view).orElseThrow(() -> new UsageException(unknownView()));
        Answer answer;
        try (Progress progress = Progress.onTerminal(err);
                Connection connection = vm.connect(progress)) {
            progress.step("reading " + wanted.word());
            answer = connection.watch().show(connection.guest(), wanted, vm.live());
        }
        if (json) {
            answer.rows().forEach(row -> out.println(Json.write(row)));
        } else {
            ViewPrinter.print(wanted, answer.rows(), out);
        }
        vm.sayHowProtected(answer.end(), err);
        return ExitCode.OK;
    }

    private String unknownView() {
        return "view is \"%s\", expected one of %s"
                .formatted(
                        view,
                        Arrays.stream(View.values())
                                .map(View::word)
                                .collect(Collectors.joining(", ")));
    }
}
