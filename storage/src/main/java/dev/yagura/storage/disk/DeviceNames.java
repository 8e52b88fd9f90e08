package dev.yagura.storage.disk;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the filesystem that a line of fstab means. */
final class DeviceNames {
    private static final String BY = "/dev/disk/by-";
    private static final String MAPPER = "/dev/mapper/";
    private static final String DEV = "/dev/";

    /** The disk's letter, and the partition's number. */
    private static final Pattern LETTERED =
            Pattern.compile("/dev/(?:vd|sd|xvd|hd)([a-z])([0-9]{0,4})");

    /** The disk's number, and the partition's. */
    private static final Pattern NUMBERED =
            Pattern.compile("/dev/(?:nvme([0-9]{1,2})n1|mmcblk([0-9]{1,2}))(?:p([0-9]{1,4}))?");

    private final Disks disks;

    DeviceNames(Disks disks) {
        this.disks = disks;
    }

    /** Returns the filesystem that is called {@code source}, if it was opened. */
    Optional<FoundFilesystem> find(String source) {
        int equals = source.indexOf('=');
        if (equals > 0) {
            return tagged(source.substring(0, equals), source.substring(equals + 1));
        }
        if (source.startsWith(BY)) {
            int slash = source.indexOf('/', BY.length());
            return slash < 0
                    ? Optional.empty()
                    : tagged(
                            source.substring(BY.length(), slash),
                            udevUnescaped(source.substring(slash + 1)));
        }
        return kernelName(source)
                .or(() ->
                        source.startsWith(MAPPER)
                                ? mapped(source.substring(MAPPER.length()))
                                : Optional.empty())
                .or(() ->
                        source.startsWith(DEV)
                                ? on(layer -> layer.name().equals(source.substring(DEV.length())))
                                : Optional.empty());
    }

    private Optional<FoundFilesystem> tagged(String tag, String value) {
        return switch (tag.toLowerCase(Locale.ROOT)) {
            case "uuid" ->
                    first(found ->
                            !value.isEmpty() && found.layer().uuid().equalsIgnoreCase(value));
            case "label" -> first(found -> !value.isEmpty() && found.layer().label().equals(value));
            case "partuuid" ->
                    on(layer ->
                            layer.kind() == LayerKind.PARTITION
                                    && layer.uuid().equalsIgnoreCase(value));
            case "partlabel" ->
                    on(layer -> layer.kind() == LayerKind.PARTITION && layer.label().equals(value));
            default -> Optional.empty();
        };
    }

    /**
     * Names by the order in which a kernel finds disks: the only meaning that they have here too.
     */
    private Optional<FoundFilesystem> kernelName(String source) {
        Matcher lettered = LETTERED.matcher(source);
        if (lettered.matches()) {
            return numbered(lettered.group(1).charAt(0) - 'a', lettered.group(2));
        }
        Matcher numbered = NUMBERED.matcher(source);
        if (!numbered.matches()) {
            return Optional.empty();
        }
        String disk = numbered.group(1) != null ? numbered.group(1) : numbered.group(2);
        String partition = numbered.group(3) != null ? numbered.group(3) : "";
        return numbered(Integer.parseInt(disk), partition);
    }

    private Optional<FoundFilesystem> numbered(int disk, String partition) {
        List<String> names =
                disks.layers().stream()
                        .filter(layer -> layer.kind() == LayerKind.DISK)
                        .map(Layer::name)
                        .toList();
        if (disk >= names.size()) {
            return Optional.empty();
        }
        String name = names.get(disk) + (partition.isEmpty() ? "" : "p" + partition);
        return first(found -> found.layer().name().equals(name));
    }

    /** Names of the device mapper: of a logical volume, or of what dracut decrypts. */
    private Optional<FoundFilesystem> mapped(String name) {
        String volume = name.replace("--", "\0").replaceFirst("-", "/").replace('\0', '-');
        return on(layer ->
                (layer.kind() == LayerKind.LOGICAL_VOLUME && layer.name().equals(volume))
                        || (layer.kind() == LayerKind.GUEST_ENCRYPTION
                                && name.equalsIgnoreCase("luks-" + layer.uuid())));
    }

    /** Returns the filesystem that lies directly on a layer. */
    private Optional<FoundFilesystem> on(Predicate<Layer> wanted) {
        return first(found -> found.layer().below().stream().anyMatch(wanted));
    }

    private Optional<FoundFilesystem> first(Predicate<FoundFilesystem> wanted) {
        return disks.filesystems().stream().filter(wanted).findFirst();
    }

    /** Undoes {@code \x20} and the like, as udev writes labels into names of links. */
    private static String udevUnescaped(String name) {
        return Pattern.compile("\\\\x([0-9a-f]{2})")
                .matcher(name)
                .replaceAll(match ->
                        Matcher.quoteReplacement(
                                String.valueOf((char) Integer.parseInt(match.group(1), 16))));
    }
}
