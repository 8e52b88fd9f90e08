package dev.yagura.hypervisor.qmp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object that QEMU sent. A member that is absent or of another type reads as nothing: versions
 * of QEMU differ in what they send, and what is needed is checked where it is used.
 *
 * @param members its members by name, as {@link Json} reads them
 */
public record QmpObject(Map<?, ?> members) {
    /** Returns those elements of a list that are objects. */
    public static List<QmpObject> listOf(@Nullable Object value) {
        List<QmpObject> objects = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object element : list) {
                if (element instanceof Map<?, ?> map) {
                    objects.add(new QmpObject(map));
                }
            }
        }
        return objects;
    }

    /** Returns a text, or the empty one. */
    public String text(String name) {
        return members.get(name) instanceof String text ? text : "";
    }

    /** Returns a number that is not negative, or 0. */
    public long number(String name) {
        return members.get(name) instanceof Long number ? Math.max(0, number) : 0;
    }

    /** Returns a truth value, or false. */
    public boolean flag(String name) {
        return Boolean.TRUE.equals(members.get(name));
    }

    /** Returns an object, if there is one. */
    public Optional<QmpObject> object(String name) {
        return members.get(name) instanceof Map<?, ?> map
                ? Optional.of(new QmpObject(map))
                : Optional.empty();
    }

    /** Returns the objects of a list. */
    public List<QmpObject> objects(String name) {
        return listOf(members.get(name));
    }
}
