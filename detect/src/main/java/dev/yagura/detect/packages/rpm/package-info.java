/**
 * What rpm keeps of an installed package: its header, as the table {@code Packages} of {@code
 * rpmdb.sqlite} has it; after "RPM package format" and "Tags" of the manual of rpm 4.18.
 *
 * <p>Signatures of headers are not checked: whoever rewrites the database is believed. The older
 * databases (Berkeley DB, ndb) are not read.
 */
@NullMarked
package dev.yagura.detect.packages.rpm;

import org.jspecify.annotations.NullMarked;
