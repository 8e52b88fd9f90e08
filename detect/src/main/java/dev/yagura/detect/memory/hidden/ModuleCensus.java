package dev.yagura.detect.memory.hidden;

import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.code.ModuleSightings;
import java.io.IOException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * All modules that any place shows, in one look.
 *
 * <p>A place that could not be seen to its end says nothing about the modules that are missing from
 * it.
 */
final class ModuleCensus {
    /** Where modules are. */
    enum Place {
        /** {@code modules}: what lsmod and {@code /proc/modules} show. */
        LIST("module list"),
        /** {@code module_kset}: what {@code /sys/module} shows. */
        SYSFS("/sys/module"),
        /** {@code mod_tree}: by which the kernel finds the module of an address. */
        TREE("module tree"),
        /** The memory for modules. */
        MEMORY("module memory");

        private final String label;

        Place(String label) {
            this.label = label;
        }

        /** Returns the place's name in reports. */
        String label() {
            return label;
        }
    }

    private final Map<Place, Partial<Long>> found;
    private final Map<Place, Set<Long>> members = new EnumMap<>(Place.class);

    private ModuleCensus(Map<Place, Partial<Long>> found) {
        this.found = found;
        found.forEach((place, modules) -> members.put(place, new HashSet<>(modules.items())));
    }

    static ModuleCensus of(ModuleSightings sightings) throws IOException {
        Map<Place, Partial<Long>> found = new EnumMap<>(Place.class);
        found.put(Place.MEMORY, sightings.scanned());
        found.put(Place.TREE, sightings.placed());
        found.put(Place.SYSFS, sightings.shown());
        found.put(Place.LIST, sightings.listed());
        return new ModuleCensus(found);
    }

    /** Returns what a place shows. */
    Partial<Long> in(Place place) {
        return found.getOrDefault(place, new Partial<>(List.of(), List.of()));
    }

    /** Returns all modules, ascending by address. */
    Set<Long> all() {
        Set<Long> all = new TreeSet<>(Long::compareUnsigned);
        members.values().forEach(all::addAll);
        return all;
    }

    /** Returns the places that show a module. */
    List<String> present(long module) {
        return places().filter(place -> shows(place, module)).map(Place::label).toList();
    }

    /**
     * Returns the places that should show a module and do not. Memory is no such place: what looks
     * like a module there may be kept in other ways. A kernel may be built without the tree.
     */
    List<String> absent(long module) {
        return places().filter(place -> place != Place.MEMORY)
                .filter(place -> place != Place.TREE || !in(place).items().isEmpty())
                .filter(place -> in(place).missing().isEmpty() && !shows(place, module))
                .map(Place::label)
                .toList();
    }

    private boolean shows(Place place, long module) {
        return members.getOrDefault(place, Set.of()).contains(module);
    }

    private static Stream<Place> places() {
        return Stream.of(Place.values());
    }
}
