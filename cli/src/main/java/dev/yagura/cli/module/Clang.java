package dev.yagura.cli.module;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A compiler that can compile modules.
 *
 * @param program its path
 * @param version its major version, at least {@value #MIN_VERSION}
 */
public record Clang(Path program, int version) {
    /** The first with all of BPF version 4 and a stack of any size: {@code -bpf-stack-size}. */
    public static final int MIN_VERSION = 19;

    private static final int MAX_VERSION = 40;
    private static final Pattern VERSION = Pattern.compile("clang version (\\d+)\\.");

    /** Returns what it may be called. */
    public static List<String> names() {
        List<String> names = new ArrayList<>(List.of("clang"));
        for (int version = MIN_VERSION; version <= MAX_VERSION; version++) {
            names.add("clang-" + version);
        }
        return names;
    }

    /**
     * Finds the newest on the search path: {@code clang}, {@code clang-19} and so on.
     *
     * @throws BuildException if there is none, with how to get one
     */
    public static Clang find() throws IOException {
        Clang best = null;
        for (String name : names()) {
            Optional<Path> program = onPath(name);
            if (program.isPresent()) {
                int version = version(program.get());
                if (version >= MIN_VERSION && (best == null || version > best.version)) {
                    best = new Clang(program.get(), version);
                }
            }
        }
        if (best == null) {
            throw new BuildException(
                    "clang %d or newer is not on the search path; on Debian: apt-get install clang-19"
                            .formatted(MIN_VERSION));
        }
        return best;
    }

    /**
     * Takes a compiler of the user's choice.
     *
     * @throws BuildException if it is too old or none
     */
    public static Clang at(Path program) throws IOException {
        int version = version(program);
        if (version < MIN_VERSION) {
            throw new BuildException(
                    "%s: is clang %d, expected %d or newer"
                            .formatted(program, version, MIN_VERSION));
        }
        return new Clang(program, version);
    }

    /** Returns the program of the same version that strips objects, if there is one. */
    Optional<Path> strip() {
        return Stream.of("llvm-strip-" + version, "llvm-strip")
                .flatMap(name -> onPath(name).stream())
                .findFirst();
    }

    private static int version(Path program) throws IOException {
        for (String line : Tool.lines(List.of(program.toString(), "--version"))) {
            Matcher matcher = VERSION.matcher(line);
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
        }
        return 0;
    }

    private static Optional<Path> onPath(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        return Stream.of(path.split(":"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
