using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.ModelText;

namespace Pickerel.Core;

/// <summary>All that one network's code depends on: nothing else is read, so equal requests have equal results.</summary>
/// <param name="Declaration">What the user wrote.</param>
/// <param name="Model">The model file the declaration names, or null when it names none or it does not exist.</param>
/// <param name="ModelNames">The names of all model files at hand, for the message when the one named does not exist.</param>
public sealed record CompilationRequest(NetworkDeclaration Declaration, ModelDocument? Model, EquatableArray<string> ModelNames);
