package dev.yagura.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command line by which the launcher at the top of the repository starts the program, without
 * its building step: what runs is what Maven has just packaged.
 *
 * @param commandLib jars of the command and the agent
 * @param enclaveLib jars of the enclave
 */
record Launcher(Path commandLib, Path enclaveLib) {
    private static final Pattern VARIABLE =
            Pattern.compile("^(java_options|native)='([^']+)'$", Pattern.MULTILINE);

    /** Returns the launcher of the build that this test run belongs to. */
    static Launcher ofThisBuild() {
        return new Launcher(folder("yagura.lib"), folder("yagura.enclave.lib"));
    }

    /** Returns the whole command for these arguments of the program. */
    List<String> command(List<String> arguments) throws IOException {
        Map<String, String> variables = variables();
        String options = required(variables, "java_options");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options.split(" ", -1)));
        command.addAll(List.of(required(variables, "native").split(" ", -1)));
        if (arguments.contains("--unprotected")) {
            command.add("-XX:TieredStopAtLevel=1"); // as the launcher does
        }
        command.add("-Dyagura.java.options=" + options);
        command.add("-Dyagura.lib=" + commandLib);
        command.add("-Dyagura.enclave.lib=" + enclaveLib);
        command.addAll(List.of("-p", commandLib.toString()));
        command.addAll(List.of("-m", "dev.yagura.cli/dev.yagura.cli.Main"));
        command.addAll(arguments);
        return command;
    }

    /** Reads the options from the launcher itself, so that the tests cannot stray from it. */
    private static Map<String, String> variables() throws IOException {
        Matcher lines = VARIABLE.matcher(Files.readString(folder("yagura.launcher")));
        Map<String, String> variables = new HashMap<>();
        while (lines.find()) {
            variables.put(lines.group(1), lines.group(2));
        }
        return variables;
    }

    private static String required(Map<String, String> variables, String name) throws IOException {
        String value = variables.get(name);
        if (value == null) {
            throw new IOException("launcher: found no line %s='…'".formatted(name));
        }
        return value;
    }

    private static Path folder(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException(
                    "system property %s is not set: run the tests with Maven".formatted(property));
        }
        return Path.of(value).normalize();
    }
}
