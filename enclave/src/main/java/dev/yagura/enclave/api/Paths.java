package dev.yagura.enclave.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The paths of the API, version 1; the same on both ends. */
final class Paths {
    static final String ROOT = "/v1";
    static final String STATUS = ROOT + "/status";
    static final String EVIDENCE = ROOT + "/evidence";
    static final String GUESTS = ROOT + "/guests";

    /** Stands in a path for the only guest there is; no guest's name may be this. */
    static final String ONLY_GUEST = "-";

    static final String VIEWS = "views";
    static final String SCAN = "scan";
    static final String CONTENTS = "contents";
    static final String MODULES = "modules";
    static final String SOURCES = "sources";
    static final String FILES = "files";
    static final String TREES = "trees";
    static final String PACKETS = "packets";

    /** Query parameter: the name of a network interface; may come several times. */
    static final String INTERFACE = "interface";

    /** Header of a capture: what its {@link dev.yagura.enclave.watch.OpenCapture#facts} are. */
    static final String FACTS_HEADER = "Yagura-Facts";

    static final String PCAPNG_TYPE = "application/x-pcapng";
    static final String DISK_KEYS = "disk-keys";
    static final String DISK_HEADERS = "disk-headers";

    /** Query parameter: the volume that a key or a header is for. */
    static final String VOLUME = "volume";

    static final String ROWS_TYPE = "application/x-ndjson";
    static final String OBJECT_TYPE = "application/json";

    /** The field of the last line of an answer of rows, and its values. */
    static final String KIND = "kind";

    static final String END = "end";
    static final String ERROR = "error";
    static final String SUMMARY = "summary";

    /**
     * The kind of a row that is a line of a signed record, the query parameter that asks for it.
     */
    static final String RECORD = "record";

    /** The field of such a row. */
    static final String LINE = "line";

    private Paths() {}

    static String ofGuest(Optional<String> guest, String... below) {
        return GUESTS + "/" + guest.orElse(ONLY_GUEST) + "/" + String.join("/", below);
    }

    /**
     * Returns the segments behind {@code /v1/guests/}, decoded; empty if the path is the list.
     *
     * @param rawPath as it was sent: a slash inside a name is still encoded
     */
    static List<String> belowGuests(String rawPath) {
        if (rawPath.length() <= GUESTS.length()) {
            return List.of();
        }
        return Arrays.stream(rawPath.substring(GUESTS.length() + 1).split("/", -1))
                .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), UTF_8))
                .toList();
    }
}
