using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;
using Pickerel.Core.Messages;

namespace Pickerel.Import.SafeTensors;

/// <summary>What the header says about one tensor, not yet checked against the file.</summary>
/// <param name="Name">The tensor's name, unique in the file.</param>
/// <param name="Type">The element type as written, such as <c>F32</c>.</param>
/// <param name="Shape">The sizes, none negative, outermost first.</param>
/// <param name="Begin">The offset of the first byte, from the end of the header.</param>
/// <param name="End">The offset behind the last byte.</param>
internal sealed record SafeTensorsEntry(string Name, string Type, IReadOnlyList<int> Shape, long Begin, long End);

/// <summary>
/// Parses the JSON header: <c>{"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …, "__metadata__": {…}}</c>.
/// A key that stands twice or that the format does not have is a problem: readers would differ about what it means.
/// </summary>
internal ref struct SafeTensorsHeader
{
    private const string MetadataKey = "__metadata__";
    private const int MaxDepth = 4;
    private const int MaxNameLength = 1024;
    private const int MaxRank = 8;
    private readonly string _model;
    private Utf8JsonReader _json;

    private SafeTensorsHeader(ReadOnlySpan<byte> header, string model)
    {
        _model = model;
        _json = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Disallow });
    }

    /// <summary>Parses a header.</summary>
    /// <exception cref="ProblemException">The header is not what the format says; the message names model, tensor and place.</exception>
    public static List<SafeTensorsEntry> Parse(ReadOnlySpan<byte> header, string model)
    {
        var parser = new SafeTensorsHeader(header, model);
        try
        {
            return parser.ParseEntries();
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is no UTF-8.
            throw parser.NoHeader($"its header is no JSON from byte {parser._json.BytesConsumed.ToString(CultureInfo.InvariantCulture)} on");
        }
    }

    private List<SafeTensorsEntry> ParseEntries()
    {
        var entries = new List<SafeTensorsEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        _ = _json.Read();
        if (_json.TokenType != JsonTokenType.StartObject)
            throw NoHeader("its header is no JSON object");
        while (NextKey() is { } name)
        {
            if (!names.Add(name))
                throw NoHeader($"its header holds '{name}' twice");
            if (string.Equals(name, MetadataKey, StringComparison.Ordinal))
                ParseMetadata();
            else if (name.Length is 0 or > MaxNameLength)
                throw NoHeader($"its header holds a tensor with a name of {name.Length.ToString(CultureInfo.InvariantCulture)} characters");
            else
                entries.Add(ParseEntry(name));
        }

        // Reading on throws when anything but white space follows the object.
        _ = _json.Read();
        return entries;
    }

    private SafeTensorsEntry ParseEntry(string name)
    {
        string? type = null;
        List<int>? shape = null;
        List<long>? offsets = null;
        Expect(JsonTokenType.StartObject, name, "its description is no JSON object");
        while (NextKey() is { } key)
        {
            switch (key)
            {
                case "dtype" when type is null:
                    Expect(JsonTokenType.String, name, "its dtype is no string");
                    type = _json.GetString()!;
                    break;
                case "shape" when shape is null:
                    shape = ParseNumbers(name, key, MaxRank, int.MaxValue).ConvertAll(n => (int)n);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ParseNumbers(name, key, most: 2, long.MaxValue);
                    break;
                default:
                    throw Malformed(name, $"its description holds '{key}', which the format does not have there or not twice");
            }
        }

        if (type is null || shape is null || offsets is not [var begin, var end])
            throw Malformed(name, "its description must hold dtype, shape and two data_offsets");
        return begin > end
            ? throw Malformed(name, $"its data begins at {begin.ToString(CultureInfo.InvariantCulture)} and ends before, at {end.ToString(CultureInfo.InvariantCulture)}")
            : new SafeTensorsEntry(name, type, shape, begin, end);
    }

    private List<long> ParseNumbers(string name, string key, int most, long largest)
    {
        var numbers = new List<long>();
        Expect(JsonTokenType.StartArray, name, $"its {key} is no JSON array");
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_json.TokenType != JsonTokenType.Number || !_json.TryGetInt64(out var number) || number < 0 || number > largest)
                throw Malformed(name, $"its {key} holds what is no whole number from 0 to {largest.ToString(CultureInfo.InvariantCulture)}");
            if (numbers.Count == most)
                throw Malformed(name, $"its {key} holds more than {most.ToString(CultureInfo.InvariantCulture)} numbers");
            numbers.Add(number);
        }

        return numbers;
    }

    /// <summary>Free text about the file, from text to text: checked and left.</summary>
    private void ParseMetadata()
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        Expect(JsonTokenType.StartObject, MetadataKey, "it is no JSON object");
        while (NextKey() is { } key)
        {
            if (!keys.Add(key))
                throw NoHeader($"its metadata hold '{key}' twice");
            Expect(JsonTokenType.String, MetadataKey, $"the value of '{key}' is no string");
        }
    }

    /// <summary>Reads the next key of an object, or null at its end.</summary>
    private string? NextKey()
    {
        _ = _json.Read();
        return _json.TokenType == JsonTokenType.PropertyName ? _json.GetString() : null;
    }

    private void Expect(JsonTokenType token, string name, string otherwise)
    {
        _ = _json.Read();
        if (_json.TokenType != token)
            throw Malformed(name, otherwise);
    }

    private readonly ProblemException NoHeader(string what) => new(Pkr.NotSafeTensors.At(Site.Network, _model, what));

    private readonly ProblemException Malformed(string name, string what) => new(Pkr.MalformedSafeTensor.At(Site.Network, _model, name, what));
}
