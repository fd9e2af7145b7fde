### Files that come with a message: a chart, a table.

unfiled-chart = There is a chart of this, but I couldn't bring it here.
unfiled-csv = I couldn't bring the file here. Ask me again later; if it still doesn't come, whoever runs me can find out why.
