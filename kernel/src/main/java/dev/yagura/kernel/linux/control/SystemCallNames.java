package dev.yagura.kernel.linux.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Which entry points belong to which numbers; facts of the kernel's ABI, not of one guest. */
final class SystemCallNames {
    private static final String FILE = "system-calls.txt";

    private static final class Holder {
        static final SystemCallNames NAMES = load();
    }

    private final Map<SystemCallAbi, NavigableMap<Integer, List<String>>> entries =
            new EnumMap<>(SystemCallAbi.class);

    private SystemCallNames() {
        for (SystemCallAbi abi : SystemCallAbi.values()) {
            entries.put(abi, new TreeMap<>());
        }
    }

    /** Returns the names, read from the class path once. */
    static SystemCallNames get() {
        return Holder.NAMES;
    }

    /** Returns the entry points a number may have, empty if it has none. */
    List<String> entries(SystemCallAbi abi, int number) {
        return of(abi).getOrDefault(number, List.of());
    }

    /** Returns the highest number with an entry point. */
    int last(SystemCallAbi abi) {
        return of(abi).lastKey();
    }

    private NavigableMap<Integer, List<String>> of(SystemCallAbi abi) {
        NavigableMap<Integer, List<String>> names = entries.get(abi);
        if (names == null) {
            throw new IllegalStateException(abi + " has no names");
        }
        return names;
    }

    private static SystemCallNames load() {
        SystemCallNames names = new SystemCallNames();
        try (InputStream in = SystemCallNames.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not on the module's path");
            }
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
                    .forEach(names::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    private void add(String line) {
        String[] part = line.split(" ", -1);
        int number = Integer.parseInt(part[1]);
        List<String> points = List.copyOf(Arrays.asList(part).subList(2, part.length));
        List<SystemCallAbi> abis =
                switch (part[0]) {
                    case "common" -> List.of(SystemCallAbi.X64, SystemCallAbi.X32);
                    case "64" -> List.of(SystemCallAbi.X64);
                    case "x32" -> List.of(SystemCallAbi.X32);
                    case "i386" -> List.of(SystemCallAbi.IA32);
                    default -> throw new IllegalStateException(FILE + ": " + line);
                };
        abis.forEach(abi -> of(abi).put(number, points));
    }
}
