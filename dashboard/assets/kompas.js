// The few things that only the browser can do: links inside the list, the address of what is on the screen, and the
// language of the document.

(function () {
  "use strict";

  function linkTo(href) {
    window.history.pushState({}, "", href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  }

  function isPlainClick(event) {
    return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  }

  // A cell of the list that leads to the view in the field `hrefField` of its row.
  window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {};
  window.dashAgGridComponentFunctions.KompasLink = function (props) {
    if (!props.data) {
      return null;
    }
    var href = props.data[props.hrefField];
    if (!href) {
      return props.value;
    }
    return React.createElement(
      "a",
      {
        href: href,
        tabIndex: -1,
        // Following the link is not selecting the row: the list, which hears the click before React, leaves it alone.
        ref: function (link) {
          if (link) {
            link.onclick = function (event) {
              event.__ag_Grid_Stop_Propagation = true;
            };
          }
        },
        onClick: function (event) {
          if (isPlainClick(event)) {
            event.preventDefault();
            linkTo(href);
          }
        },
      },
      props.value
    );
  };

  // Enter on a row opens what its link leads to, so that the list works without a mouse.
  document.addEventListener("keydown", function (event) {
    var cell = event.key === "Enter" && event.target.closest ? event.target.closest(".kompas-grid .ag-cell") : null;
    var link = cell && cell.closest(".ag-row").querySelector("a[href]");
    if (link) {
      event.preventDefault();
      linkTo(link.getAttribute("href"));
    }
  });

  // Returns what Dash is to set: the location's search, the view that the screen already shows, the language link.
  function addressWith(changes, page) {
    var parameters = new URLSearchParams(window.location.search);
    Object.keys(changes).forEach(function (name) {
      if (changes[name]) {
        parameters.set(name, changes[name]);
      } else {
        parameters.delete(name);
      }
    });
    var text = parameters.toString();
    var search = text ? "?" + text : "";
    if (search === window.location.search || !onPage(page || "plan")) {
      var none = window.dash_clientside.no_update;
      return [none, none, none];
    }
    var path = window.location.pathname;
    var other = path.indexOf("/nl/") === 0 ? "/en/" : "/nl/";
    return [search, path + search, other + path.slice(4) + search];
  }

  function onPage(page) {
    return new RegExp("^/(nl|en)/" + page + "/?$").test(window.location.pathname);
  }

  // What a list asks of the server, as an address carries it.
  function ofList(request) {
    if (!request) {
      throw window.dash_clientside.PreventUpdate;
    }
    var filters = request.filterModel || {};
    var order = (request.sortModel || []).map(function (item) {
      return item.colId + "." + item.sort;
    });
    return {
      filter: Object.keys(filters).length ? JSON.stringify(filters) : "",
      sort: order.join(","),
    };
  }

  function chosen(value) {
    return value === "all" ? "" : value;
  }

  // The server has searched already, also without accents; every option that it gives is shown.
  window.dashMantineFunctions = window.dashMantineFunctions || {};
  window.dashMantineFunctions.everyOption = function (given) {
    return given.options;
  };

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.kompas = {
    planSelection: function (region, team, month, instrument, blind, neutral, sought, week, asMap) {
      return addressWith({
        region: chosen(region),
        team: chosen(team),
        month: chosen(month),
        instrument: chosen(instrument),
        blind: blind ? "1" : "",
        order: neutral ? "neutral" : "",
        search: sought || "",
        week: chosen(week),
        view: asMap ? "map" : "",
      });
    },

    planList: function (request) {
      return addressWith(ofList(request), "plan");
    },

    // Of the columns only what differs from the list's own: hidden, or of another width.
    planColumns: function (state, own) {
      if (!state || !own) {
        throw window.dash_clientside.PreventUpdate;
      }
      var parts = [];
      state.forEach(function (column) {
        var width = own[column.colId];
        if (width === undefined) {
          return;
        }
        if (column.hide) {
          parts.push("-" + column.colId);
        }
        if (width ? column.width !== width : !column.flex) {
          parts.push(column.colId + "." + Math.round(column.width));
        }
      });
      return addressWith({ columns: parts.join(",") }, "plan");
    },

    // The list of employers: its filters and order, and what is sought.
    employersList: function (request, sought) {
      return addressWith(Object.assign(ofList(request), { sought: sought || "" }), "employers");
    },

    // Asks the server again from the first row on, when something else is sought.
    searchList: function (sought) {
      var list = document.getElementById("employers-grid") ? window.dash_ag_grid.getApi("employers-grid") : null;
      if (list) {
        list.purgeInfiniteCache();
      }
      return sought || "";
    },

    // What opens below a list that fills the screen is brought on to it.
    bringUp: function (made) {
      window.requestAnimationFrame(function () {
        var part = made ? document.getElementById("log-line") : null;
        if (part) {
          part.scrollIntoView({ block: "nearest" });
        }
      });
      return window.dash_clientside.no_update;
    },

    // Tells the document, and with it a screen reader, what is on the screen now.
    announce: function (view) {
      if (!view) {
        throw window.dash_clientside.PreventUpdate;
      }
      document.documentElement.lang = view.indexOf("/en/") === 0 ? "en" : "nl";
      window.requestAnimationFrame(function () {
        var heading = document.querySelector("main h1");
        document.title = (heading ? heading.textContent + " – " : "") + "Inspectiekompas";
      });
      return view;
    },
  };
})();
