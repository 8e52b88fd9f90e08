package dev.yagura.detect.storage.commands;

import dev.yagura.detect.yaml.YamlResource;
import java.util.List;
import java.util.Map;

/** Tells paths where no honest program of a system lies. */
public final class OddPlaces {
    private static final Map<String, List<String>> LISTS =
            YamlResource.lists(OddPlaces.class, "places.yaml");
    private static final List<String> TEMPORARY = LISTS.getOrDefault("temporary", List.of());
    private static final List<String> USUAL = LISTS.getOrDefault("usual", List.of());

    private OddPlaces() {}

    /** Returns whether a path is in a temporary or hidden place. */
    public static boolean isOdd(String path) {
        return isTemporary(path) || isHidden(path);
    }

    /** Returns whether a path lies where every user may put files. */
    public static boolean isTemporary(String path) {
        return TEMPORARY.stream().anyMatch(place -> path.startsWith(place + "/"));
    }

    /**
     * Returns whether a name on the way begins with a dot, those aside from which honest software
     * runs.
     */
    public static boolean isHidden(String path) {
        for (String name : path.split("/", -1)) {
            if (isHiddenName(name) && !USUAL.contains(name)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether a name begins with a dot and is not that of a directory or its parent. */
    public static boolean isHiddenName(String name) {
        return name.startsWith(".") && !name.equals(".") && !name.equals("..");
    }
}
