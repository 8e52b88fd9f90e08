package dev.yagura.it;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what Linux's own tools print, down to what a view has to equal, a line for each thing. */
final class ToolText {
    /** The process and descriptor behind a socket, in {@code users:(("sshd",pid=1,fd=3))}. */
    private static final Pattern PID = Pattern.compile("pid=(\\d+)");

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private ToolText() {}

    /** Brings a tool's output into a form to compare. */
    @FunctionalInterface
    interface Form {
        Set<String> lines(String output);
    }

    /** Reads {@code ps}: kernel workers change their names with their work and are left out. */
    static Set<String> ps(String output) {
        return sorted(
                output.lines().map(ToolText::words).filter(line -> !line.contains("kworker/")));
    }

    /** Reads {@code ss -Htuanp}: protocol, state, local end, pids. */
    static Set<String> internet(String output) {
        return sorted(
                output.lines()
                        .map(line -> words(line).split(" ", -1))
                        .map(word ->
                                "%s %s %s %s"
                                        .formatted(
                                                word[0],
                                                word[1],
                                                word[4].replaceAll("%\\w+:", ":"),
                                                pids(String.join(" ", word)))));
    }

    /** Reads {@code ss -Hxanp}: kind, inode, path, pids. */
    static Set<String> unix(String output) {
        return sorted(
                output.lines()
                        .map(line -> words(line).split(" ", -1))
                        .map(word ->
                                "%s %s %s %s"
                                        .formatted(
                                                word[0],
                                                word[5],
                                                word[4],
                                                pids(String.join(" ", word)))));
    }

    private static Set<Integer> pids(String line) {
        Matcher matcher = PID.matcher(line);
        Set<Integer> pids = new TreeSet<>();
        while (matcher.find()) {
            pids.add(Integer.parseInt(matcher.group(1)));
        }
        return pids;
    }

    /**
     * Reads {@code lsof -F pcftn}: a line each for a process's number and its name, then for each
     * file a line {@code f}, its type and its name. Kept are descriptors of regular files,
     * directories and character devices, which have the kernel's own names; left out is the shell
     * that answers, whose files are others while it does.
     */
    static Set<String> lsof(String output) {
        Set<String> files = new TreeSet<>();
        String pid = "";
        String comm = "";
        String fd = "";
        String type = "";
        for (String line : output.lines().toList()) {
            String value = line.substring(1);
            switch (line.charAt(0)) {
                case 'p' -> pid = value;
                case 'c' -> comm = value;
                case 'f' -> fd = value;
                case 't' -> type = value;
                case 'n' -> {
                    boolean kept = fd.matches("\\d+") && type.matches("REG|DIR|CHR");
                    if (kept && !comm.equals("shell")) {
                        files.add("%s %s %s".formatted(pid, fd, value));
                    }
                }
                default -> throw new IllegalArgumentException("lsof: line is \"" + line + "\"");
            }
        }
        return files;
    }

    /** Reads {@code bpftool -j prog show}. */
    static Set<String> programs(String output) {
        return sorted(
                json(output)
                        .map(prog ->
                                "%d %s %s %s %d %d %s"
                                        .formatted(
                                                prog.path("id").asInt(),
                                                prog.path("type").asString(),
                                                prog.path("name").asString(""),
                                                prog.path("tag").asString(),
                                                prog.path("bytes_xlated").asInt() / 8,
                                                prog.path("bytes_jited").asInt(),
                                                numbers(prog.path("map_ids")))));
    }

    /** Reads {@code bpftool -j map show}. */
    static Set<String> maps(String output) {
        return sorted(
                json(output)
                        .map(map ->
                                "%d %s %d %d %d"
                                        .formatted(
                                                map.path("id").asInt(),
                                                map.path("type").asString(),
                                                map.path("bytes_key").asInt(),
                                                map.path("bytes_value").asInt(),
                                                map.path("max_entries").asInt())));
    }

    /** Reads {@code bpftool -j cgroup tree}: group and number of each program. */
    static Set<String> attached(String output) {
        return sorted(
                json(output)
                        .flatMap(group ->
                                group.path("programs")
                                        .valueStream()
                                        .map(program ->
                                                "%s %d"
                                                        .formatted(
                                                                group.path("cgroup")
                                                                        .asString()
                                                                        .replaceFirst(
                                                                                "^/sys/fs/cgroup/*",
                                                                                "/"),
                                                                program.path("id").asInt()))));
    }

    /** Reads {@code nft -j list chains}: a chain of family inet is a hook of IPv4 and of IPv6. */
    static Set<String> chains(String output) {
        return sorted(
                MAPPER.readTree(output)
                        .path("nftables")
                        .valueStream()
                        .map(entry -> entry.path("chain"))
                        .filter(chain -> chain.has("hook"))
                        .flatMap(chain ->
                                families(chain.path("family").asString())
                                        .map(family ->
                                                "%s %s %d"
                                                        .formatted(
                                                                family,
                                                                chain.path("hook").asString(),
                                                                chain.path("prio").asInt()))));
    }

    private static Stream<String> families(String family) {
        return switch (family) {
            case "inet" -> Stream.of("ipv4", "ipv6");
            case "ip" -> Stream.of("ipv4");
            case "ip6" -> Stream.of("ipv6");
            default -> Stream.of(family);
        };
    }

    /** Reads lines of mountinfo, each behind its name space, without options. */
    static Set<String> mounts(String output) {
        return sorted(
                output.lines()
                        .map(line ->
                                line.replaceFirst(
                                        "^mnt:\\[(\\d+)] ((?:\\S+ ){4}\\S+) .* - (\\S+ \\S+).*",
                                        "$1 $2 $3")));
    }

    /** Reads {@code ip -j address}. */
    static Set<String> interfaces(String output) {
        return sorted(
                json(output)
                        .map(link ->
                                "%d %s %s %s"
                                        .formatted(
                                                link.path("ifindex").asInt(),
                                                link.path("ifname").asString(),
                                                link.path("address").asString(),
                                                new TreeSet<>(
                                                        link.path("addr_info")
                                                                .valueStream()
                                                                .map(ToolText::address)
                                                                .toList()))));
    }

    private static String address(JsonNode info) {
        return info.path("local").asString() + "/" + info.path("prefixlen").asInt();
    }

    /** Reads {@code lsmod}: name, size, references. */
    static Set<String> modules(String output) {
        return sorted(
                output.lines()
                        .skip(1)
                        .map(line ->
                                String.join(
                                        " ",
                                        Arrays.asList(words(line).split(" ", -1)).subList(0, 3))));
    }

    /** Reads bash's {@code history}: commands without their numbers. */
    static Set<String> history(String output) {
        return sorted(output.lines().map(line -> line.replaceFirst("^ *\\d+ +", "")));
    }

    private static Stream<JsonNode> json(String output) {
        return MAPPER.readTree(output).valueStream();
    }

    private static Set<Integer> numbers(JsonNode list) {
        return new TreeSet<>(list.valueStream().map(JsonNode::intValue).toList());
    }

    private static String words(String line) {
        return line.strip().replaceAll("\\s+", " ");
    }

    private static Set<String> sorted(Stream<String> lines) {
        return lines.collect(Collectors.toCollection(TreeSet::new));
    }
}
