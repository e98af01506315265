#if !KEYWORD_MODEL
Console.WriteLine("This build holds no keyword model: give one, as in dotnet run -c Release --project samples/KeywordSpotting -p:KeywordModel=kws_ref_model.tflite (MLPerf Tiny's, or another with int8 features).");
return 1;
#else
using System.Diagnostics;
using System.Globalization;
using KeywordSpotting;

// dotnet run -c Release --project samples/KeywordSpotting -p:KeywordModel=MODEL [-- FEATURES.bin [LABELS.csv]]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var (path, labels) = (args.ElementAtOrDefault(0), args.ElementAtOrDefault(1));
if (path is null && FeatureFile.Find() is { } found)
    (path, labels) = found;
if (path is null)
{
    Console.Error.WriteLine($"No features at hand: give a file of raw int8 features, {KeywordNet.InputLength} bytes each.");
    return 1;
}

IReadOnlyList<Feature> features;
try
{
    features = FeatureFile.Read(path, labels, KeywordNet.InputLength);
}
catch (Exception unreadable) when (unreadable is IOException or InvalidDataException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(unreadable.Message);
    return 1;
}

Console.WriteLine($"{features.Count} features of {path}");
foreach (var (feature, row) in features.Take(5).Select((f, i) => (f, i)))
    Console.WriteLine($"  {row}: {Word(KeywordNet.Classify(feature.Elements))}{(feature.Label is { } label ? $" (it is {Word(label)})" : "")}");
if (labels is not null)
{
    var right = features.Count(f => KeywordNet.Classify(f.Elements) == f.Label);
    Console.WriteLine($"accuracy {100.0 * right / features.Count:F1} % ({right}/{features.Count})");
}

var sorted = Times();
Console.WriteLine($"latency {sorted[0]:F1} us at best, {sorted[sorted.Count / 2]:F1} us median of {sorted.Count:N0} inferences on one thread; {KeywordNet.ModelBytes:N0} bytes of model, {KeywordNet.ScratchBytes:N0} of scratch");
return 0;

// The words of MLPerf Tiny's models, in their order; another model's classes go by number.
static string Word(int index)
{
    string[] words = ["down", "go", "left", "no", "off", "on", "right", "stop", "up", "yes", "silence", "unknown"];
    return KeywordNet.OutputLength == words.Length ? words[index] : $"class {index}";
}

// Ascending, in microseconds: single inferences after a warm-up.
List<double> Times()
{
    const int WarmUp = 200, Inferences = 5000;
    var times = new List<double>(Inferences);
    for (var i = -WarmUp; i < Inferences; i++)
    {
        var elements = features[(i + WarmUp) % features.Count].Elements;
        var start = Stopwatch.GetTimestamp();
        _ = KeywordNet.Classify(elements);
        if (i >= 0)
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
    }

    times.Sort();
    return times;
}
#endif
