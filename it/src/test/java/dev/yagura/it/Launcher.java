package dev.yagura.it;

import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.host.HostTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

    /** A cache is made in some ten seconds; a machine in use takes longer. */
    private static final Duration REHEARSAL_LIMIT = Duration.ofMinutes(3);

    /**
     * Returns the launcher of the build that this test run belongs to, with the start-up caches
     * that the launcher makes of a guest's dump: the tests then run what users run, and sooner.
     */
    static Launcher ofThisBuild() {
        return Prepared.LAUNCHER;
    }

    /** The caches are made once, when the first test wants the launcher. */
    private static final class Prepared {
        static final Launcher LAUNCHER = prepare();

        private Prepared() {}
    }

    private static Launcher prepare() {
        Launcher launcher = new Launcher(folder("yagura.lib"), folder("yagura.enclave.lib"));
        try {
            launcher.rehearse("direct", List.of("rehearse", "--unprotected"));
            launcher.practise();
        } catch (IOException e) {
            System.err.println("tests run without start-up caches: " + e.getMessage());
        }
        return launcher;
    }

    private Path cache(String name) {
        return commandLib.resolveSibling(name + ".aot");
    }

    /** Has agent and enclave scan a guest; their many starts are most of what the tests cost. */
    private void practise() throws IOException {
        Guest guest = SharedGuest.get();
        Path dump = guest.directory().resolve("practice");
        guest.dumpGuestMemory(dump);
        Files.deleteIfExists(cache("agent"));
        Files.deleteIfExists(enclaveLib.resolveSibling("lib.aot"));
        rehearse("lib", List.of("rehearse", dump.toString()));
        Files.delete(dump);
    }

    /** Makes a cache; one of an earlier build is of no use. */
    private void rehearse(String name, List<String> arguments) throws IOException {
        Path cache = cache(name);
        Files.deleteIfExists(cache);
        List<String> rehearsal = command(arguments);
        rehearsal.removeIf(word ->
                word.startsWith("-XX:TieredStopAtLevel") || word.startsWith("-XX:AOTCache="));
        rehearsal.addAll(1, List.of("-XX:AOTCacheOutput=" + cache, "-Dyagura.record=true"));
        HostTool.run(REHEARSAL_LIMIT, Path.of("/"), rehearsal);
        if (Files.exists(cache) && Files.size(cache) == 0) {
            Files.delete(cache); // a JVM that fails to write one leaves it empty
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Returns the whole command for these arguments of the program. */
    List<String> command(List<String> arguments) throws IOException {
        Map<String, String> variables = variables();
        String options = required(variables, "java_options");
        List<String> command = new ArrayList<>();
        command.add(java());
        command.addAll(List.of(options.split(" ", -1)));
        String nativeAccess = required(variables, "native");
        command.addAll(List.of(nativeAccess.split(" ", -1)));
        command.add("-Dyagura.native=" + nativeAccess);
        // As the launcher does.
        boolean direct = arguments.contains("--unprotected");
        if (direct) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        Path cache = cache(direct ? "direct" : "lib");
        if (Files.exists(cache)) {
            command.add("-XX:AOTCache=" + cache);
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
