using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Pickerel.Core.Messages;

namespace Pickerel.Import.Arrays;

/// <summary>What an npy file says of its elements: a Python dictionary of three keys (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).</summary>
/// <param name="Type">The element type.</param>
/// <param name="IsFortran">Whether the first dimension runs fastest.</param>
/// <param name="Shape">The sizes, outermost first.</param>
internal sealed record NpyHeader(ArrayType Type, bool IsFortran, ImmutableArray<int> Shape)
{
    private const int MaxDimensions = 32;

    /// <summary>Gets how many elements the shape has; more than an array may hold is <see cref="long.MaxValue"/>.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            foreach (var size in Shape)
            {
                count *= size;
                if (count > int.MaxValue)
                    return Shape.Contains(0) ? 0 : long.MaxValue;
            }

            return count;
        }
    }

    /// <summary>Reads the dictionary.</summary>
    /// <param name="text">The header's text.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="array">The array's name, for messages.</param>
    /// <exception cref="InvalidDataException">It is none; the message says what is wrong.</exception>
    /// <exception cref="ProblemException">The element type is none that is read (PKR1151).</exception>
    public static NpyHeader Parse(string text, string file, string array)
    {
        var values = new PythonDictionary(text).Read();
        string Value(string key) => values.TryGetValue(key, out var value) ? value : throw new InvalidDataException($"its header says nothing of '{key}'");
        var isFortran = Value("fortran_order") switch
        {
            "True" => true,
            "False" => false,
            var other => throw new InvalidDataException($"its header's fortran_order is '{other}', and must be True or False"),
        };
        var description = Value("descr");
        var type = ArrayTypes.Parse(description) ?? throw new ProblemException(Pkr.UnsupportedArrayType.At(Site.Network, file, array, description));
        return new(type, isFortran, ParseShape(Value("shape")));
    }

    /// <summary>The dictionary as NumPy writes it.</summary>
    public string Format()
    {
        var sizes = string.Concat(Shape.Select((s, i) => s.ToString(CultureInfo.InvariantCulture) + (i == Shape.Length - 1 && i > 0 ? "" : i == Shape.Length - 1 ? "," : ", ")));
        return $"{{'descr': '{ArrayTypes.DescriptionOf(Type)}', 'fortran_order': {(IsFortran ? "True" : "False")}, 'shape': ({sizes}), }}";
    }

    private static ImmutableArray<int> ParseShape(string text)
    {
        var sizes = ImmutableArray.CreateBuilder<int>();
        foreach (var part in text.Split(',').Select(p => p.Trim()).Where(p => p.Length > 0))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
                throw new InvalidDataException($"its header's shape holds '{part}', which is no size below 2^31");
            sizes.Add(size);
        }

        return sizes.Count <= MaxDimensions ? sizes.ToImmutable() : throw new InvalidDataException($"its shape has {sizes.Count} dimensions, and at most {MaxDimensions} are read");
    }

    /// <summary>The part of Python that npy headers are written in: strings, words, and tuples of them.</summary>
    private sealed class PythonDictionary(string text)
    {
        private int _position;

        /// <summary>Reads keys and values; strings without their quotes, tuples without their parentheses.</summary>
        public Dictionary<string, string> Read()
        {
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            Expect('{');
            while (!Take('}'))
            {
                var key = Value();
                Expect(':');
                if (!values.TryAdd(key, Value()))
                    throw new InvalidDataException($"its header says twice what '{key}' is");
                if (Take(','))
                    continue;
                Expect('}');
                break;
            }

            return text.AsSpan(_position).Trim().IsEmpty ? values : throw new InvalidDataException("its header goes on behind its end");
        }

        private string Value()
        {
            SkipBlanks();
            var first = _position < text.Length ? text[_position] : '\0';
            return first switch
            {
                '\'' or '"' => Until(first),
                '(' => Until(')'),
                _ => Word(),
            };
        }

        private string Until(char end)
        {
            var stop = text.IndexOf(end, _position + 1);
            if (stop < 0)
                throw new InvalidDataException($"its header ends before a closing {end}");
            var value = text[(_position + 1)..stop];
            _position = stop + 1;
            return value;
        }

        private string Word()
        {
            var start = _position;
            while (_position < text.Length && char.IsAsciiLetterOrDigit(text[_position]))
                _position++;
            return _position > start ? text[start.._position] : throw new InvalidDataException(FormattableString.Invariant($"its header has no value at character {start}"));
        }

        private bool Take(char expected)
        {
            SkipBlanks();
            if (_position >= text.Length || text[_position] != expected)
                return false;
            _position++;
            return true;
        }

        private void Expect(char expected)
        {
            if (!Take(expected))
                throw new InvalidDataException(FormattableString.Invariant($"its header must have {expected} at character {_position}"));
        }

        private void SkipBlanks()
        {
            while (_position < text.Length && char.IsWhiteSpace(text[_position]))
                _position++;
        }
    }
}
