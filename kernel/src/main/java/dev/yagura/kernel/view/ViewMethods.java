package dev.yagura.kernel.view;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The methods that an author wants implemented. */
final class ViewMethods {
    private ViewMethods() {}

    /**
     * Returns the abstract methods of a view in an order of their own: reflection promises none,
     * and the numbers in generated code must mean the same methods in every kernel.
     */
    static List<Method> of(Class<? extends StructView> view) {
        return Arrays.stream(view.getMethods())
                .filter(method -> method.getDeclaringClass() != StructView.class)
                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                .sorted(Comparator.comparing(Method::getName).thenComparing(Method::toString))
                .toList();
    }
}
