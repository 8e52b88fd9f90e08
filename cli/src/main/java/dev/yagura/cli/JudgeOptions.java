package dev.yagura.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.cli.capture.DetectorJudge;
import dev.yagura.cli.capture.EveJudge;
import dev.yagura.cli.capture.FindingSink;
import dev.yagura.cli.capture.PacketJudge;
import dev.yagura.cli.capture.PacketSink;
import dev.yagura.cli.capture.RuleJudge;
import dev.yagura.cli.capture.SocketJudge;
import dev.yagura.cli.capture.SocketSource;
import dev.yagura.cli.output.NewFile;
import dev.yagura.detect.lists.ListFile;
import dev.yagura.detect.network.BadFingerprints;
import dev.yagura.detect.network.NetworkSettings;
import dev.yagura.detect.network.SentVolumes;
import dev.yagura.network.rules.NetworkRules;
import dev.yagura.network.rules.RuleVariables;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of what is looked for in packets. */
final class JudgeOptions {
    private static final String HOME = "HOME_NET";

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description =
                    "hold Suricata's rules (.rules) against the packets; classifications and references"
                            + " (.config) too; may be repeated")
    private List<Path> rules = List.of();

    @Option(
            names = "--var",
            paramLabel = "NAME=VALUE",
            description =
                    "what $NAME stands for in addresses and ports of rules, for example"
                            + " HOME_NET=[192.0.2.0/24], which detectors go by too; may be repeated")
    private Map<String, String> variables = new LinkedHashMap<>();

    @Option(
            names = "--detect",
            description =
                    "run the detectors of packets: those that `yagura list detectors` calls network.…")
    private boolean detect;

    @Option(
            names = "--known-bad",
            paramLabel = "FILE",
            description =
                    "with --detect: look for JA3, JA3S, JA4 and digests of certificates that are in"
                            + " this list; may be repeated")
    private List<Path> bad = List.of();

    @Option(
            names = "--volumes",
            paramLabel = "FILE",
            description = "with --detect: how much hosts send as a rule, by --write-volumes")
    private List<Path> usual = List.of();

    @Option(
            names = "--write-volumes",
            paramLabel = "FILE",
            description =
                    "with --detect: write a new file of how much hosts sent in their busiest hour")
    private @Nullable Path writeVolumes;

    @Option(
            names = "--eve",
            paramLabel = "FILE|-",
            description =
                    "write records in the form of Suricata's eve.json to a new file, a FIFO, or"
                            + " standard output")
    private @Nullable String eve;

    private Optional<DetectorJudge> detectors = Optional.empty();
    private Optional<SocketJudge> sockets = Optional.empty();
    private Optional<EveJudge> records = Optional.empty();

    /**
     * Returns what is to judge packets; nothing, if nothing is to be looked for.
     *
     * @throws UsageException if the options do not fit together, or no rule is accepted
     */
    List<PacketJudge> judges(FindingSink sink) throws IOException {
        if (!detect && (writeVolumes != null || !bad.isEmpty() || !usual.isEmpty())) {
            throw new UsageException("--known-bad, --volumes and --write-volumes are for --detect");
        }
        if (writeVolumes != null && Files.exists(writeVolumes)) {
            throw new UsageException("%s is there already".formatted(writeVolumes));
        }
        List<PacketJudge> judges = new ArrayList<>();
        if (eve != null) {
            records = Optional.of(new EveJudge(PacketSink.open(Optional.of(eve))));
            judges.add(records.get()); // before the rules, so that alerts have what was said
        }
        if (!rules.isEmpty()) {
            judges.add(
                    new RuleJudge(
                            readRules(),
                            alert -> {
                                records.ifPresent(log -> log.alert(alert));
                                sink.found(
                                        alert,
                                        sockets.flatMap(judge -> judge.ownerNow(alert.flow())));
                            }));
        }
        if (detect) {
            var judge = new DetectorJudge(settings(), sink::found);
            detectors = Optional.of(judge);
            judges.add(judge);
        }
        return judges;
    }

    /**
     * Returns what compares packets with a VM's sockets; empty where nothing asks for that.
     *
     * @param source where they can be read
     */
    Optional<SocketJudge> sockets(Optional<SocketSource> source, FindingSink sink) {
        if (detect || !rules.isEmpty()) {
            sockets =
                    source.map(each ->
                            new SocketJudge(
                                    each,
                                    finding -> {
                                        if (detect) {
                                            sink.found(finding);
                                        }
                                    }));
        }
        return sockets;
    }

    /** Returns whether records go to standard output, where nothing else must go then. */
    boolean takesStandardOutput() {
        return PacketSink.STANDARD_OUTPUT.equals(eve);
    }

    /** Writes what is to be written once all packets have been judged. */
    void finish() throws IOException {
        if (records.isPresent()) {
            records.get().close();
        }
        if (writeVolumes != null && detectors.isPresent()) {
            byte[] text = detectors.get().volumes().text().getBytes(UTF_8);
            try (NewFile file = NewFile.create(writeVolumes)) {
                Channels.newOutputStream(file.channel()).write(text);
                file.keep();
            }
        }
    }

    private NetworkSettings settings() throws IOException {
        RuleVariables all = NetworkRuleFiles.variables(variables);
        try {
            return new NetworkSettings(
                    all.addresses(HOME)::contains,
                    BadFingerprints.read(lists(bad)),
                    SentVolumes.read(lists(usual)));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--var %s: %s".formatted(HOME, e.getMessage()));
        }
    }

    private static List<ListFile> lists(List<Path> files) throws IOException {
        List<ListFile> lists = new ArrayList<>();
        for (Path file : files) {
            lists.add(
                    new ListFile(
                            file.toString(), RuleFiles.text(file, ListFile.MAX_CHARS, "a list")));
        }
        return lists;
    }

    private NetworkRules readRules() throws IOException {
        var files = new NetworkRuleFiles(variables);
        for (Path file : rules) {
            if (NetworkRuleFiles.isConfig(file)) {
                files.addConfig(file);
            } else {
                files.addRules(file);
            }
        }
        NetworkRules read = files.rules();
        if (read.accepted().isEmpty()) {
            throw new UsageException(
                    "of %d rules none is accepted; yagura rules validate says why"
                            .formatted(read.verdicts().size()));
        }
        return read;
    }
}
