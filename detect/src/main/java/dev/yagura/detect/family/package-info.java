/**
 * Names of known intrusions, told by what the findings of a scan have in common. Nothing of the
 * guest is read here.
 *
 * <p>What they do is in {@code families.yaml}, after their published sources and descriptions. What
 * a single name or port tells is in {@code dev.yagura.detect.rules}.
 */
@NullMarked
package dev.yagura.detect.family;

import org.jspecify.annotations.NullMarked;
