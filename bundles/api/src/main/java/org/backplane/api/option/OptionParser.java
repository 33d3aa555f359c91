package org.backplane.api.option;

import java.util.Collection;
import java.util.List;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;
import org.osgi.annotation.versioning.ProviderType;

/**
 * From what a person wrote to checked values, the same way for every face. All methods are pure and
 * may be called from any thread.
 */
@ProviderType
public interface OptionParser {

  /**
   * Splits {@code value,key=value,…}; a text that starts with an opening brace is read as JSON.
   *
   * @param impliedKey the key of a first element without {@code =}; empty when there is none
   * @throws InvalidRequestException the text is not of that form
   */
  Options split(String text, String impliedKey, Dialect dialect) throws InvalidRequestException;

  /**
   * Checks every member against the type and adds the defaults.
   *
   * @param subject names the thing in errors, such as {@code rng-builtin 'rng0'}
   * @throws InvalidRequestException a member is unknown, missing, not writable or of a wrong value
   */
  PropertyValues check(TypeDescription type, String subject, Options options)
      throws InvalidRequestException;

  /** Checks one value. */
  PropertyValue check(Property property, String subject, RawValue value, Dialect dialect)
      throws InvalidRequestException;

  /** A size in bytes as {@code 64M}, 0 to 2^64-1. */
  long size(String text, String subject) throws InvalidRequestException;

  /** The properties of a type as help text, a line each. */
  String help(TypeDescription type);

  /** The types as help text, a line each, sorted by name. */
  String help(Collection<TypeDescription> types);

  /**
   * Advice for an unknown word: {@code did you mean 'x'?} when one candidate is near, else the
   * candidates.
   */
  String nearest(String word, List<String> candidates);
}
