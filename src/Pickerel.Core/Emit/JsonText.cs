using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Pickerel.Core.Emit;

/// <summary>One JSON object on one line of ASCII.</summary>
internal sealed class JsonText
{
    private readonly StringBuilder _text = new("{");

    public JsonText Add(string name, string value) => Raw(name, Quote(value));

    public JsonText Add(string name, long value) => Raw(name, value.ToString(CultureInfo.InvariantCulture));

    public JsonText Add(string name, double value) => Raw(name, Literal.Of(value).TrimEnd('d'));

    public JsonText Add(string name, IEnumerable<string> values) => Raw(name, "[" + string.Join(",", values.Select(Quote)) + "]");

    public JsonText Add(string name, IEnumerable<long> values) => Raw(name, "[" + string.Join(",", values.Select(v => v.ToString(CultureInfo.InvariantCulture))) + "]");

    public JsonText Add(string name, JsonText value) => Raw(name, value.ToString());

    public JsonText Add(string name, IEnumerable<JsonText> values) => Raw(name, "[" + string.Join(",", values) + "]");

    public override string ToString() => _text + "}";

    private JsonText Raw(string name, string value)
    {
        if (_text.Length > 1)
            _ = _text.Append(',');
        _ = _text.Append(Quote(name)).Append(':').Append(value);
        return this;
    }

    private static string Quote(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' or '\\' => text.Append('\\').Append(c),
                < ' ' or > '~' => text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => text.Append(c),
            };
        }

        return text.Append('"').ToString();
    }
}
